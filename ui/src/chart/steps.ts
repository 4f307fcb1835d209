/** Ranges of time, and the steps that are shown in them: never more of them than there is room for. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The API's steps that we use, with their usual length and their name. */
export const STEPS = [
  ["1s", SECOND, "second"],
  ["5s", 5 * SECOND, "5 seconds"],
  ["15s", 15 * SECOND, "15 seconds"],
  ["30s", 30 * SECOND, "30 seconds"],
  ["1m", MINUTE, "minute"],
  ["5m", 5 * MINUTE, "5 minutes"],
  ["15m", 15 * MINUTE, "15 minutes"],
  ["30m", 30 * MINUTE, "30 minutes"],
  ["1h", HOUR, "hour"],
  ["3h", 3 * HOUR, "3 hours"],
  ["6h", 6 * HOUR, "6 hours"],
  ["12h", 12 * HOUR, "12 hours"],
  ["1d", DAY, "day"],
  ["1w", 7 * DAY, "week"],
  ["1mo", 30 * DAY, "month"],
  ["3mo", 91 * DAY, "3 months"],
  ["1y", 365 * DAY, "year"],
  ["10y", 3650 * DAY, "10 years"],
  ["100y", 36500 * DAY, "100 years"],
] as const;

export type Step = (typeof STEPS)[number][0];

/** Ranges that end now, and how they are called. */
export const RANGES = [
  ["1h", HOUR, "1 h", "the last hour"],
  ["6h", 6 * HOUR, "6 h", "the last 6 hours"],
  ["24h", DAY, "24 h", "the last 24 hours"],
  ["7d", 7 * DAY, "7 d", "the last 7 days"],
  ["30d", 30 * DAY, "30 d", "the last 30 days"],
  ["90d", 90 * DAY, "90 d", "the last 90 days"],
  ["1y", 365 * DAY, "1 y", "the last year"],
] as const;

export type RangeName = (typeof RANGES)[number][0] | "all";

/** From `start` on, before `end`. */
export type Span = { start: number; end: number };

/** The smallest step of which at most `most` fit into `span`. */
export function stepFor(span: Span, most: number): Step {
  const shortest = (span.end - span.start) / Math.max(1, most);
  const fitting = STEPS.find(([, length]) => shortest <= length);
  return fitting ? fitting[0] : "100y";
}

/** How long a step usually is. */
export function lengthOf(step: Step): number {
  return STEPS.find(([name]) => name === step)?.[1] ?? DAY;
}

/** "day", "15 minutes". */
export function nameOf(step: Step): string {
  return STEPS.find(([name]) => name === step)?.[2] ?? step;
}

export function isStep(text: string | null): text is Step {
  return STEPS.some(([name]) => name === text);
}

/** The range that all points of `first` to `last` are in, with a little room on both sides. */
export function around(first: number, last: number): Span {
  const room = Math.max(MINUTE, (last - first) * 0.01);
  return { start: Math.floor(first - room), end: Math.ceil(last + room) };
}

/** The same length, so many lengths later; never further than a length into the future. */
export function moved({ start, end }: Span, lengths: number): Span {
  const by = (end - start) * lengths;
  return { start: Math.round(start + by), end: Math.round(end + by) };
}

/** Three times as long, with the same middle. */
export function widened({ start, end }: Span): Span {
  return { start: Math.round(start - (end - start)), end: Math.round(end + (end - start)) };
}
