/** Asks for what a chart shows: the points themselves where they are few, and otherwise no more steps than there is room for. */
import { type Columns, type Dimensions, type Metric, type Point, readColumns, readPoints } from "../api/points";
import { type Lines, linesOfColumns, linesOfPoints } from "./columns";
import { lengthOf, type Span, type Step, stepFor } from "./steps";
import type { Aggregate, View } from "./view";

/** So many pixels has a step of a line, and so many one of a bar. */
const LINE_PX = 2;
const BAR_PX = 24;
/** More lines than these cannot be told apart; the others are counted. */
export const MOST_LINES = 12;
/** Fewer steps than these are no chart, however many groups there are. */
const FEWEST_STEPS = 40;

/** What is drawn, and what it is. */
export type Drawn = Lines & {
  /** What was asked for in place of "automatic". */
  agg: Exclude<Aggregate, "auto">;
  /** Null where each point is shown. */
  step: Step | null;
  bars: boolean;
  /** The least and greatest of each step, round an average that stands alone. */
  band: { low: (number | null)[]; high: (number | null)[] } | null;
  /** The points themselves, where they are shown. */
  points: Point[] | null;
  /** Points that were asked for and are not shown, because they are too many. */
  cut: boolean;
  /** Lines that are not shown. */
  hidden: number;
};

export async function load(
  metric: Metric,
  view: View,
  span: Span,
  zone: string,
  pixels: number,
  signal: AbortSignal,
): Promise<Drawn> {
  const selection = { ...span, where: view.where };
  const wanted = view.agg === "auto" && isTotal(metric.name) ? "sum" : view.agg;
  const groupBy = view.groupBy && metric.dimension_keys.includes(view.groupBy) ? view.groupBy : null;
  if (wanted === "points" || (wanted === "auto" && view.step === "auto" && expected(metric, span) <= pixels)) {
    const { points, more } = await readPoints(metric.name, selection, pixels, signal);
    if (!more || wanted === "points") {
      const all = linesOfPoints(points, groupBy);
      const none = { step: null, bars: false, band: null };
      return { ...fewer(all), agg: "points", ...none, points, cut: more };
    }
  }
  const agg = wanted === "auto" ? "avg" : wanted;
  const total = agg === "sum" || agg === "count";
  const bars = total && groupBy === null;
  const groups = groupBy === null || total ? 1 : await groupsOf(metric, groupBy, view, span, signal);
  const room = total ? pixels / BAR_PX : Math.max(FEWEST_STEPS, pixels / LINE_PX / Math.max(1, groups));
  const step = view.step === "auto" ? stepFor(span, room) : atLeast(view.step, stepFor(span, pixels));
  const banded = agg === "avg" && groupBy === null;
  const how = {
    agg: banded ? "avg,min,max" : agg,
    step,
    tz: zone,
    ...(groupBy === null ? {} : { group_by: groupBy }),
    ...(bars ? { fill: "zero" } : {}),
  };
  const columns = await readColumns(metric.name, selection, how, signal);
  if (!banded) {
    const lines = linesOfColumns(columns, groupBy !== null);
    return { ...fewer(lines), agg, step, bars, band: null, points: null, cut: false };
  }
  return { ...withBand(columns as unknown as Several), hidden: 0, agg, step, bars, points: null, cut: false };
}

/** Lengths add up; for what is not ours to know the average is the safer guess. */
function isTotal(metric: string): boolean {
  return metric === "imp.events.duration";
}

/** How many points are in a range, if they are spread evenly. */
function expected({ count, first, last }: Metric, { start, end }: Span): number {
  if (first === null || last === null || last <= first) return count;
  const common = Math.min(end, last) - Math.max(start, first);
  return Math.max(0, (count * common) / (last - first));
}

async function groupsOf(metric: Metric, groupBy: string, view: View, span: Span, signal: AbortSignal): Promise<number> {
  const how = { agg: "count", step: "100y", tz: "UTC", group_by: groupBy };
  const counted = await readColumns(metric.name, { ...span, where: view.where }, how, signal);
  return counted.series.length;
}

/** The step that was chosen, unless the screen has no room for so many. */
function atLeast(chosen: Step, shortest: Step): Step {
  return lengthOf(chosen) < lengthOf(shortest) ? shortest : chosen;
}

/** The lines with the most values; how many are left out. */
function fewer({ times, lines }: Lines): Lines & { hidden: number } {
  const sized = lines.map(line => ({ line, size: line.values.filter(value => typeof value === "number").length }));
  sized.sort((a, b) => b.size - a.size);
  const kept = sized.slice(0, MOST_LINES).map(({ line }) => line);
  return { times, lines: kept, hidden: lines.length - kept.length };
}

/** Columns of several aggregates. */
type Several = {
  timestamps: number[];
  series: { dimensions: Dimensions; values: { avg: number[]; min: number[]; max: number[] } }[];
};

function withBand({ timestamps, series }: Several): Lines & Pick<Drawn, "band"> {
  const values = series[0]?.values ?? { avg: [], min: [], max: [] };
  const columns: Columns = { timestamps, series: series.length ? [{ dimensions: {}, values: values.avg }] : [] };
  const { times, lines } = linesOfColumns(columns, false);
  const place = new Map(timestamps.map((time, at) => [time, at]));
  const along = (list: number[]) => times.map(time => list[place.get(time) ?? -1] ?? null);
  return { times, lines, band: { low: along(values.min), high: along(values.max) } };
}
