/** Metrics and their points. Times are in milliseconds. */
import { answer, get, post, query, remove } from "./client";

export type Metric = {
  name: string;
  count: number;
  first: number | null;
  last: number | null;
  last_write: number;
  dimension_keys: string[];
};

export type Dimensions = Record<string, string>;

export type Point = { timestamp: number; dimensions: Dimensions; value: number };

/** Points as charts want them: one list of times, and values a series. */
export type Columns = {
  timestamps: number[];
  series: { dimensions: Dimensions; values: (number | null)[] }[];
};

/** A row of several aggregates. */
export type Row = { timestamp: number; dimensions: Dimensions; values: Record<string, number | null> };

/** Which points; `where` as the API has it. */
export type Selection = { start?: number; end?: number; where?: string[] };

/** How points are made fewer. */
export type Aggregation = { agg: string; step: string; tz: string; group_by?: string; fill?: string };

const path = (metric: string) => `/data/${encodeURIComponent(metric)}`;

export const listMetrics = (signal?: AbortSignal) => get<Metric[]>("/data?detail=true", signal);

/** Points themselves, at most `limit` of them; `more` tells whether there are others. */
export async function readPoints(metric: string, selection: Selection, limit: number, signal?: AbortSignal) {
  const asked = signal ? { signal } : {};
  const response = await answer("GET", path(metric) + query({ ...selection, limit, order: "desc" }), asked);
  const points = ((await response.json()) as Point[]).reverse();
  return { points, more: response.headers.has("Link") };
}

/** One aggregate as columns. */
export const readColumns = (metric: string, selection: Selection, how: Aggregation, signal?: AbortSignal) =>
  get<Columns>(path(metric) + query({ ...selection, ...how, shape: "columns" }), signal);

/** Several aggregates as rows. */
export const readRows = (metric: string, selection: Selection, how: Partial<Aggregation>, signal?: AbortSignal) =>
  get<Row[]>(path(metric) + query({ ...selection, ...how }), signal);

/** All points of a selection as CSV, as the server writes it. */
export async function readCsv(metric: string, selection: Selection): Promise<Blob> {
  const response = await answer("GET", path(metric) + query(selection), { headers: { Accept: "text/csv" } });
  return response.blob();
}

export const writePoint = (metric: string, point: Point) => post<null>(path(metric), [point]);

export const deletePoint = (metric: string, { timestamp, dimensions }: Point) =>
  post<{ deleted: number }>(`${path(metric)}/points/delete`, [{ timestamp, dimensions }]);

export const deleteMetric = (metric: string) => remove<null>(path(metric));
