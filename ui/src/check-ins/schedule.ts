/** Schedules in words: what a cron expression says, where it says something simple. */

export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** A time on some days of the week, of which 0 is Monday. */
export type Simple = { time: string; days: number[] };

/** What a schedule says, if it is a time on some days. */
export function simpleOf(cron: string): Simple | null {
  const text = cron.trim() === "@daily" || cron.trim() === "@midnight" ? "0 0 * * *" : cron.trim();
  const [minute, hour, day, month, weekdays, ...rest] = text.split(/\s+/);
  if (!minute || !hour || !weekdays || rest.length || day !== "*" || month !== "*") return null;
  if (!/^\d{1,2}$/.test(minute) || !/^\d{1,2}$/.test(hour)) return null;
  const days = daysOf(weekdays);
  return days && { time: `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`, days };
}

/** The same as an expression. */
export function cronOf({ time, days }: Simple): string {
  const [hour, minute] = time.split(":").map(Number);
  const weekdays = days.length === 7 ? "*" : days.map(day => (day + 1) % 7).join(",");
  return `${minute ?? 0} ${hour ?? 0} * * ${weekdays}`;
}

/** "every day at 18:00", "on weekdays at 08:30", or the expression itself. */
export function scheduleText(cron: string): string {
  const simple = simpleOf(cron);
  if (!simple) return cron.startsWith("@every ") ? cron.slice(1) : `by “${cron}”`;
  return `${daysText(simple.days)} at ${simple.time}`;
}

function daysText(days: number[]): string {
  const key = days.join("");
  if (key === "0123456") return "every day";
  if (key === "01234") return "on weekdays";
  if (key === "56") return "on Saturdays and Sundays";
  const names = days.map(day => `${DAYS[day]}s`);
  return `on ${names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`}`;
}

/** Cron's days, 0 and 7 being Sunday, as ours; null where they are not plain numbers, lists and ranges. */
function daysOf(field: string): number[] | null {
  if (field === "*") return [0, 1, 2, 3, 4, 5, 6];
  const days = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^([0-7])(?:-([0-7]))?$/.exec(part);
    if (!match) return null;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    for (let day = first; day <= last; day++) days.add((day + 6) % 7);
  }
  return [...days].sort((a, b) => a - b);
}
