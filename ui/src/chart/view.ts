/** What a chart shows, as its address says it. */
import { around, isStep, RANGES, type RangeName, type Span, type Step } from "./steps";

export const AGGREGATES = [
  ["auto", "Automatic"],
  ["points", "Each point"],
  ["avg", "Average"],
  ["sum", "Sum"],
  ["count", "Count"],
  ["min", "Least"],
  ["max", "Greatest"],
  ["last", "Last"],
  ["p50", "Median"],
  ["p95", "95th percentile"],
] as const;

export type Aggregate = (typeof AGGREGATES)[number][0];

export type View = {
  metrics: string[];
  /** One of the ranges that end now, or null where `from` and `to` say which. */
  range: RangeName | null;
  from: number;
  to: number;
  agg: Aggregate;
  step: Step | "auto";
  groupBy: string | null;
  where: string[];
};

/** Reads an address; what it does not say, or says wrongly, is as it is at first. */
export function viewOf(params: URLSearchParams): View {
  const [from, to] = [timeOf(params.get("from")), timeOf(params.get("to"))];
  const own = from < to;
  const range = params.get("range");
  const isRange = range === "all" || RANGES.some(([name]) => name === range);
  const agg = AGGREGATES.find(([name]) => name === params.get("agg"))?.[0] ?? "auto";
  const step = params.get("step");
  return {
    metrics: [...new Set(params.getAll("metric"))],
    range: own ? null : isRange ? (range as RangeName) : null,
    from: own ? from : Number.NaN,
    to: own ? to : Number.NaN,
    agg,
    step: isStep(step) ? step : "auto",
    groupBy: params.get("by"),
    where: params.getAll("where"),
  };
}

/** The times that there are: those of ECMAScript's Date, which are the API's, too. */
const LARGEST_TIME = 8_640_000_000_000_000;

/** A time as an address has it; what lies beyond all times is the last of them. */
export function timeText(time: number): string {
  return new Date(Math.min(LARGEST_TIME, Math.max(-LARGEST_TIME, time))).toISOString();
}

function timeOf(text: string | null): number {
  return text === null ? Number.NaN : Date.parse(text);
}

/** How far a metric's points go, as the list of metrics tells it. */
export type Extent = { first: number | null; last: number | null };

/** The range that is shown at first: the last 30 days, or all where there is nothing so new, or so old. */
export function firstRange(extents: Extent[], now: number): RangeName {
  const [first, last] = bounds(extents);
  const thirty = now - 30 * 86_400_000;
  return last < thirty || thirty < first ? "all" : "30d";
}

/** The times that a view is about. */
export function spanOf(view: View, extents: Extent[], now: number): Span {
  if (view.from < view.to) return { start: view.from, end: view.to };
  const name = view.range ?? firstRange(extents, now);
  const range = RANGES.find(([range]) => range === name);
  if (range) return { start: now - range[1], end: now };
  const [first, last] = bounds(extents);
  return first <= last ? around(first, last) : { start: now - 86_400_000, end: now };
}

function bounds(extents: Extent[]): [number, number] {
  const firsts = extents.flatMap(({ first }) => first ?? []);
  const lasts = extents.flatMap(({ last }) => last ?? []);
  return [Math.min(...firsts), Math.max(...lasts)];
}
