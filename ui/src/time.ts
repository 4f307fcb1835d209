/** Times for people: how long ago, and exactly when. All in milliseconds since 1970. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What happened may seem to lie so far ahead. */
const SKEW = 15 * SECOND;

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["day", DAY],
  ["hour", HOUR],
  ["minute", MINUTE],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How long ago, or in how long: "3 hours ago", "in 5 minutes", "just now". */
export function ago(time: number, now: number): string {
  const distance = time - now;
  const unit = UNITS.find(([, length]) => length <= Math.abs(distance));
  if (unit) return relative.format(Math.trunc(distance / unit[1]), unit[0]);
  // Clocks of two machines differ by some seconds.
  return distance < SKEW ? "just now" : "in a moment";
}

/** The same in a narrow column: "3 h", "5 d". */
export function age(time: number, now: number): string {
  const distance = Math.abs(now - time);
  const short: [string, number][] = [
    ["y", 365 * DAY],
    ["mo", 30 * DAY],
    ["d", DAY],
    ["h", HOUR],
    ["min", MINUTE],
  ];
  const unit = short.find(([, length]) => length <= distance);
  const text = unit ? `${Math.floor(distance / unit[1])} ${unit[0]}` : "now";
  return now < time - MINUTE ? `in ${text}` : text;
}

/** Date, time and zone: "Sat, 21 Nov 2026, 18:40:03 CET". */
export function exact(time: number, zone: string): string {
  return format(zone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(time);
}

/** As in a table, sortable by eye: "2026-11-21 18:40:03". */
export function stamp(time: number, zone: string): string {
  const parts = format(zone, { ...WHOLE, hourCycle: "h23" }).formatToParts(time);
  const part = (type: string) => parts.find(part => part.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}:${part("second")}`;
}

/** A span of time, as short as it can be said: "22 Oct – 21 Nov 2026", "21 Nov 2026, 18:00 – 19:00". */
export function spanText(start: number, end: number, zone: string): string {
  const day: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
  const long = 3 * DAY < end - start;
  const options: Intl.DateTimeFormatOptions = long ? day : { ...day, hour: "2-digit", minute: "2-digit" };
  return format(zone, options).formatRange(start, end);
}

/** What stands under a tick of a time axis, of which there is one every `every` milliseconds. */
export function tickText(time: number, every: number, zone: string): string {
  if (28 * DAY <= every) return format(zone, { month: "short", year: "numeric" }).format(time);
  if (DAY <= every) return format(zone, { day: "numeric", month: "short" }).format(time);
  const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return format(zone, every < MINUTE ? { ...clock, second: "2-digit" } : clock).format(time);
}

/** The day of a moment: "21 Nov". */
export function dayText(time: number, zone: string): string {
  return format(zone, { day: "numeric", month: "short" }).format(time);
}

const WHOLE: Intl.DateTimeFormatOptions = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one is slow, so each is made once. */
function format(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = timeZone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
    formats.set(key, made);
  }
  return made;
}

/** The moment at which clocks in `zone` show `text`, as "2026-11-21T18:40" or with seconds; NaN where it is no time. */
export function momentOf(text: string, zone: string): number {
  const naive = Date.parse(`${text}Z`);
  if (Number.isNaN(naive)) return naive;
  // The offset at the guess may be another than at the moment meant, where clocks change between them: look twice.
  const first = naive - offset(naive, zone);
  return naive - offset(first, zone);
}

/** What a field for date and time shows of a moment. */
export function wallClock(time: number, zone: string): string {
  return stamp(time, zone).replace(" ", "T");
}

function offset(time: number, zone: string): number {
  return Date.parse(`${wallClock(time, zone)}Z`) - Math.floor(time / SECOND) * SECOND;
}
