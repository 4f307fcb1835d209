/** Values for people. */

const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 6, useGrouping: "always" });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const counted = new Intl.NumberFormat("en");

/** Metrics of ours whose values are milliseconds. */
const DURATIONS = new Set(["imp.events.duration", "imp.poll.duration"]);

/** How a metric's values are written. */
export type Unit = "number" | "duration";

export function unitOf(metric: string): Unit {
  return DURATIONS.has(metric) ? "duration" : "number";
}

/** A value as text: "1,234.5", "7 h 30 min". */
export function valueText(value: number | null | undefined, unit: Unit = "number"): string {
  if (value === null || value === undefined) return "–";
  return unit === "duration" ? durationText(value) : plain.format(value);
}

/** The same where there is little room. */
export function shortValue(value: number, unit: Unit = "number"): string {
  if (unit === "duration") return durationText(value);
  return Math.abs(value) < 10_000 ? plain.format(value) : compact.format(value);
}

/** A number of things: "525,600". */
export function countText(count: number): string {
  return counted.format(count);
}

/** Milliseconds in the two largest units that there are. */
export function durationText(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? "−" : "";
  if (size < 1_000) return `${sign}${plain.format(size)} ms`;
  if (size < 60_000) return `${sign}${plain.format(Math.round(size / 100) / 10)} s`;
  const minutes = Math.round(size / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${sign}${minutes} min`;
  return `${sign}${counted.format(hours)} h${rest ? ` ${rest} min` : ""}`;
}
