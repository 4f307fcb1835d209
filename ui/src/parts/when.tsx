/** A time as people say it, and exactly when one points at it. */
import { useEffect, useState } from "preact/hooks";
import { useSettings } from "../settings";
import { age, ago, exact } from "../time";

/** How often "5 minutes ago" is looked at again. */
const TICK_MS = 30_000;

/** The time, anew every half minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** `time` in milliseconds. */
export function When({ time, short = false }: { time: number; short?: boolean }) {
  const now = useNow();
  const { zone } = useSettings();
  const exactly = exact(time, zone);
  return (
    <time dateTime={new Date(time).toISOString()} title={exactly}>
      {short ? age(time, now) : ago(time, now)}
      <span class="hidden">{`, ${exactly}`}</span>
    </time>
  );
}
