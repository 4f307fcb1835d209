/** A metric in the list. What it was last and its strip are asked for once the row can be seen. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type Metric, readColumns, readPoints } from "../api/points";
import { countText, shortValue, unitOf, valueText } from "../number";
import { Strip, type StripData } from "../parts/strip";
import { When } from "../parts/when";
import { useResource } from "../resource";
import { useSettings } from "../settings";

const DAYS = 30;
const DAY_MS = 86_400_000;

type Glance = { strip: StripData | null; last: number | null };

export function MetricRow({ metric }: { metric: Metric }) {
  const row = useRef<HTMLTableRowElement>(null);
  const seen = useSeen(row);
  const { zone } = useSettings();
  const key = seen ? JSON.stringify([metric.name, metric.last_write, metric.count, zone]) : null;
  const glance = useResource(key, signal => look(metric, zone, Date.now(), signal), { keep: true });
  const unit = unitOf(metric.name);
  const last = glance.data?.last;
  return (
    <tr ref={row} aria-busy={seen && !glance.data && !glance.error ? "true" : undefined}>
      <th scope="row">
        <a class="whole-row" href={`/charts?metric=${encodeURIComponent(metric.name)}`}>
          {broken(metric.name)}
        </a>
      </th>
      <td class="strip">{stripOf(glance.data, glance.error)}</td>
      <td class="right number latest" title={valueText(last, unit)}>
        {last === null || last === undefined ? "\u00a0" : shortValue(last, unit)}
      </td>
      <td class="right number soft">{metric.last === null ? "–" : <When time={metric.last} short />}</td>
      <td class="right number soft points">{countText(metric.count)}</td>
    </tr>
  );
}

/** A name that may go on in another line behind each dot. */
function broken(name: string) {
  const parts = name.split(/(?<=[._-])/);
  return parts.flatMap((part, n) => (n === 0 ? [part] : [<wbr key={n} />, part]));
}

function stripOf(glance: Glance | undefined, error: unknown) {
  if (error !== undefined) return <small>Could not be read</small>;
  if (!glance) return null;
  return glance.strip ? <Strip data={glance.strip} /> : <small>Nothing in 30 days</small>;
}

/** One request where there is something new, and another small one where there is not. */
async function look(metric: Metric, zone: string, now: number, signal: AbortSignal): Promise<Glance> {
  const [start, end] = [now - DAYS * DAY_MS, now];
  if (metric.last === null) return { strip: null, last: null };
  if (metric.last < start || end < metric.last) {
    const { points } = await readPoints(metric.name, {}, 1, signal);
    return { strip: null, last: points[0]?.value ?? null };
  }
  const bars = unitOf(metric.name) === "duration";
  const agg = bars ? "sum" : "avg";
  const how = { agg: `${agg},last`, step: bars ? "1d" : "12h", tz: zone };
  const columns = await readColumns(metric.name, { start, end }, how, signal);
  const values = columns.series[0]?.values as unknown as Record<string, (number | null)[]> | undefined;
  const strip = { times: columns.timestamps, values: values?.[agg] ?? [], start, end, bars };
  return { strip, last: values?.last?.at(-1) ?? null };
}

/** Whether it has been on the screen, or nearly. */
function useSeen(row: { current: HTMLElement | null }): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!row.current) return;
    const observer = new IntersectionObserver(
      entries => {
        if (!entries.some(entry => entry.isIntersecting)) return;
        setSeen(true);
        observer.disconnect();
      },
      { rootMargin: "200px" },
    );
    observer.observe(row.current);
    return () => observer.disconnect();
  }, [row]);
  return seen;
}
