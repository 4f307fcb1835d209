/** One dashboard: its charts under one cursor, each as its own address says. */
import { useCallback, useState } from "preact/hooks";
import { go } from "../address";
import type { Dashboard } from "../api/dashboards";
import type { Metric } from "../api/points";
import { Panel } from "../chart/panel";
import type { Span } from "../chart/steps";
import { spanOf, timeText, viewOf } from "../chart/view";
import { useVisibleInterval } from "../resource";

/** How often charts that end now are drawn anew. */
const REFRESH_MS = 60_000;

type Props = {
  dashboard: Dashboard;
  metrics: Metric[];
  again: () => void;
  remove: (chart: number) => void;
};

export function Board({ dashboard, metrics, again, remove }: Props) {
  const [now, setNow] = useState(Date.now);
  useVisibleInterval(
    useCallback(() => setNow(Date.now()), []),
    REFRESH_MS,
  );
  return (
    <div class="board">
      {dashboard.charts.map((chart, n) => (
        <Charts
          key={`${n} ${chart}`}
          chart={chart}
          metrics={metrics}
          now={now}
          again={again}
          remove={() => remove(n)}
        />
      ))}
    </div>
  );
}

type ChartsProps = { chart: string; metrics: Metric[]; now: number; again: () => void; remove: () => void };

function Charts({ chart, metrics, now, again, remove }: ChartsProps) {
  const view = viewOf(new URLSearchParams(chart));
  const chosen = view.metrics.flatMap(name => metrics.find(metric => metric.name === name) ?? []);
  const span = spanOf(view, chosen, now);
  const zoom = ({ start, end }: Span) => {
    const params = new URLSearchParams(chart);
    params.delete("range");
    params.set("from", timeText(start));
    params.set("to", timeText(end));
    go(`/charts?${params}`);
  };
  if (chosen.length === 0) {
    return (
      <section class="card padded row spread" aria-label={view.metrics.join(", ")}>
        <span>There is no metric {view.metrics.join(", ") || "in this chart"} any more.</span>
        <button type="button" class="button quiet" onClick={remove}>
          Remove
        </button>
      </section>
    );
  }
  return chosen.map(metric => (
    <Panel
      key={metric.name}
      metric={metric}
      view={view}
      span={span}
      among
      address={`/charts?${chart}`}
      changed={again}
      onZoom={zoom}
      onBack={() => go(`/charts?${chart}`)}
      onRemove={remove}
    />
  ));
}
