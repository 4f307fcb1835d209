/** Points and aggregates as a plot takes them: one list of times, and for each series a value a time. */
import type { Columns, Dimensions, Point } from "../api/points";

/** A line. A value is null where the line has a gap, and undefined where only other lines have one. */
export type Line = { label: string; dimensions: Dimensions; values: (number | null | undefined)[] };

export type Lines = { times: number[]; lines: Line[] };

/** A pause longer than so many usual ones is a gap: points come when they come, and steps one after the other. */
const POINTS_GAP = 4;
const STEPS_GAP = 1.5;

/** The points of each group, in order of time. */
export function linesOfPoints(points: Point[], groupBy: string | null): Lines {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const key = groupBy === null ? "" : (point.dimensions[groupBy] ?? "");
    const group = groups.get(key);
    if (group) group.push(point);
    else groups.set(key, [point]);
  }
  const parts = [...groups].map(([key, points]) => ({
    label: groupBy === null ? "" : labelOf({ [groupBy]: key }),
    dimensions: groupBy === null || key === "" ? {} : { [groupBy]: key },
    times: points.map(point => point.timestamp),
    values: points.map(point => point.value),
  }));
  return joined(parts, POINTS_GAP);
}

/** One aggregate of the API's columns. */
export function linesOfColumns({ timestamps, series }: Columns, grouped: boolean): Lines {
  const parts = series.map(({ dimensions, values }) => {
    const there = timestamps.map((_, at) => at).filter(at => values[at] !== null);
    return {
      label: grouped ? labelOf(dimensions) : "",
      dimensions,
      times: there.map(at => timestamps[at] as number),
      values: there.map(at => values[at] as number),
    };
  });
  return joined(parts, STEPS_GAP);
}

/** "kitchen", or "kitchen, sensor 2"; what has no such dimension is "(none)". */
export function labelOf(dimensions: Dimensions): string {
  return Object.values(dimensions).filter(Boolean).join(", ") || "(none)";
}

type Part = { label: string; dimensions: Dimensions; times: number[]; values: number[] };

/** All parts over one list of times, with a null inside each pause that is a gap. */
function joined(parts: Part[], gap: number): Lines {
  const gaps = parts.map(part => gapsIn(part.times, gap));
  const times = [...new Set([...parts.flatMap(part => part.times), ...gaps.flat()])].sort((a, b) => a - b);
  const place = new Map(times.map((time, at) => [time, at]));
  const lines = parts.map((part, n) => {
    const values: Line["values"] = new Array(times.length).fill(undefined);
    for (const time of gaps[n] ?? []) values[place.get(time) as number] = null;
    part.times.forEach((time, at) => {
      values[place.get(time) as number] = part.values[at];
    });
    return { label: part.label, dimensions: part.dimensions, values };
  });
  return { times, lines };
}

/** A moment inside each pause that is much longer than the usual one. */
export function gapsIn(times: number[], gap: number): number[] {
  const pauses = times.slice(1).map((time, at) => time - (times[at] as number));
  const sorted = pauses.filter(pause => 0 < pause).sort((a, b) => a - b);
  const usual = sorted[Math.floor((sorted.length - 1) / 2)];
  if (usual === undefined) return [];
  return pauses.flatMap((pause, at) => (usual * gap < pause ? [(times[at] as number) + Math.round(pause / 2)] : []));
}
