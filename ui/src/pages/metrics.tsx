/** All metrics: what each was last, how long ago, and its last 30 days. */
import { useState } from "preact/hooks";
import { change, go } from "../address";
import { listMetrics, type Metric } from "../api/points";
import type { PageProps } from "../app";
import { PointForm } from "../chart/point-form";
import { countText } from "../number";
import { Empty, Shown } from "../parts/state";
import { useResource } from "../resource";
import { useTitle } from "../title";
import { FirstSteps } from "./first-steps";
import { MetricRow } from "./metric-row";

/** How often the list is looked at again. */
const REFRESH_MS = 30_000;

const SORTS = [
  ["new", "Newest first"],
  ["name", "By name"],
  ["count", "Most points first"],
] as const;

type Sort = (typeof SORTS)[number][0];

export function Metrics({ address }: PageProps) {
  useTitle("Metrics");
  const metrics = useResource("metrics", listMetrics, { everyMs: REFRESH_MS });
  const [adding, setAdding] = useState(false);
  const search = address.searchParams.get("q") ?? "";
  const sort = SORTS.find(([name]) => name === address.searchParams.get("sort"))?.[0] ?? "new";
  return (
    <>
      <div class="head">
        <div>
          <h1>Metrics</h1>
          <p>{metrics.data ? summary(metrics.data) : "\u00a0"}</p>
        </div>
        <div class="head-actions">
          <button type="button" class="button primary" onClick={() => setAdding(true)}>
            Add a point
          </button>
        </div>
      </div>
      <div class="card">
        <Shown of={metrics} what="your metrics" lines={8}>
          {all => (all.length ? <List all={all} search={search} sort={sort} /> : <FirstSteps />)}
        </Shown>
      </div>
      {adding && <PointForm metric="" done={() => setAdding(false)} changed={metrics.again} />}
    </>
  );
}

function summary(all: Metric[]): string {
  if (all.length === 0) return "Numbers with a time and labels.";
  const points = all.reduce((sum, metric) => sum + metric.count, 0);
  return `${countText(all.length)} ${all.length === 1 ? "metric" : "metrics"} with ${countText(points)} points.`;
}

function List({ all, search, sort }: { all: Metric[]; search: string; sort: Sort }) {
  const found = sorted(
    all.filter(metric => matches(metric.name, search)),
    sort,
  );
  const open = (event: Event) => {
    event.preventDefault();
    if (found[0]) go(`/charts?metric=${encodeURIComponent(found[0].name)}`);
  };
  return (
    <>
      <search>
        <form class="row padded list-bar" onSubmit={open}>
          <input
            class="input"
            type="search"
            aria-label="Search metrics"
            placeholder="Search"
            value={search}
            onInput={event => change({ q: event.currentTarget.value || null }, { replace: true })}
          />
          <select
            class="input"
            aria-label="Order"
            value={sort}
            onChange={event => change({ sort: event.currentTarget.value === "new" ? null : event.currentTarget.value })}
          >
            {SORTS.map(([name, text]) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
          </select>
        </form>
      </search>
      {found.length === 0 ? (
        <Empty title="None is called so">
          <p>No metric has “{search}” in its name.</p>
          <button type="button" class="button" onClick={() => change({ q: null })}>
            Show all
          </button>
        </Empty>
      ) : (
        <table class="metrics">
          <caption class="hidden">Metrics</caption>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col" class="strip">
                Last 30 days
              </th>
              <th scope="col" class="right">
                Latest value
              </th>
              <th scope="col" class="right">
                Age
              </th>
              <th scope="col" class="right points">
                Points
              </th>
            </tr>
          </thead>
          <tbody>
            {found.map(metric => (
              <MetricRow key={metric.name} metric={metric} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** Whether all words of the search are in the name. */
function matches(name: string, search: string): boolean {
  const lower = name.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(word => lower.includes(word));
}

function sorted(metrics: Metric[], sort: Sort): Metric[] {
  const byName = (a: Metric, b: Metric) => (a.name < b.name ? -1 : 1);
  const number = sort === "count" ? (metric: Metric) => metric.count : (metric: Metric) => metric.last ?? 0;
  return metrics.toSorted((a, b) => (sort === "name" ? 0 : number(b) - number(a)) || byName(a, b));
}
