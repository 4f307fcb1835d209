/** Values for people. */

/** As many digits as a 64-bit float is sure to keep of what somebody wrote. */
const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 15 });
/** For what was computed, or has little room. */
const rounded = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });
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

/** The same in four digits or so, for what was computed, and where there is little room. */
export function shortValue(value: number | null | undefined, unit: Unit = "number"): string {
  if (value === null || value === undefined) return "–";
  if (unit === "duration") return durationText(value);
  const size = Math.abs(value);
  return size < 1_000 ? rounded.format(value) : size < 1_000_000 ? whole.format(value) : compact.format(value);
}

/** A number of things: "525,600". */
export function countText(count: number): string {
  return counted.format(count);
}

/** Milliseconds in the two largest units that there are. */
export function durationText(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? "−" : "";
  if (size === 0) return "0";
  if (size < 1_000) return `${sign}${rounded.format(size)} ms`;
  if (size < 60_000) return `${sign}${rounded.format(Math.round(size / 100) / 10)} s`;
  const minutes = Math.round(size / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return `${sign}${minutes} min`;
  return `${sign}${counted.format(hours)} h${rest ? ` ${rest} min` : ""}`;
}
