/** One metric, or several under one cursor. */
import { useCallback, useState } from "preact/hooks";
import { change, go } from "../address";
import { deleteMetric, listMetrics, type Metric } from "../api/points";
import type { PageProps } from "../app";
import { Panel } from "../chart/panel";
import { PointForm } from "../chart/point-form";
import { type Span, widened } from "../chart/steps";
import { Toolbar } from "../chart/toolbar";
import { spanOf, timeText, type View, viewOf } from "../chart/view";
import { AddTo } from "../dashboards/add-to";
import { countText } from "../number";
import { Confirm } from "../parts/confirm";
import { Empty, Shown } from "../parts/state";
import { When } from "../parts/when";
import { useResource, useVisibleInterval } from "../resource";
import { useTitle } from "../title";

/** How often a chart that ends now is drawn anew. */
const REFRESH_MS = 60_000;

export function Chart({ address }: PageProps) {
  const view = viewOf(address.searchParams);
  useTitle(view.metrics.join(", ") || "Chart");
  const metrics = useResource("metrics", listMetrics, { everyMs: REFRESH_MS });
  return (
    <Shown of={metrics} what="the metric" lines={6}>
      {all => <Metrics all={all} view={view} again={metrics.again} />}
    </Shown>
  );
}

function Metrics({ all, view, again }: { all: Metric[]; view: View; again: () => void }) {
  const chosen = view.metrics.flatMap(name => all.find(metric => metric.name === name) ?? []);
  if (chosen.length === 0) return <Unknown names={view.metrics} />;
  return <Charts all={all} chosen={chosen} view={view} again={again} />;
}

function Unknown({ names }: { names: string[] }) {
  return (
    <div class="card">
      <Empty title={names.length ? `There is no metric ${names.join(", ")}` : "No metric is chosen"}>
        <p>It may have been deleted, or its name is written in another way.</p>
        <a class="button" href="/">
          All metrics
        </a>
      </Empty>
    </div>
  );
}

function Charts({ all, chosen, view, again }: { all: Metric[]; chosen: Metric[]; view: View; again: () => void }) {
  const [now, setNow] = useState(Date.now);
  useVisibleInterval(
    useCallback(() => setNow(Date.now()), []),
    REFRESH_MS,
  );
  const span = spanOf(view, chosen, now);
  const show = (span: Span) => change({ from: timeText(span.start), to: timeText(span.end), range: null });
  const zoomed = view.from < view.to;
  const back = () => (zoomed && 1 < history.length ? history.back() : show(widened(span)));
  const refresh = () => {
    setNow(Date.now());
    again();
  };
  return (
    <div class="stack">
      <Head chosen={chosen} changed={refresh} />
      <Toolbar metrics={all} chosen={chosen} view={view} span={span} now={now} />
      {chosen.map(metric => (
        <Panel
          key={metric.name}
          metric={metric}
          view={view}
          span={span}
          among={1 < chosen.length}
          changed={refresh}
          onZoom={show}
          onBack={back}
          onRemove={() => change({ metric: view.metrics.filter(name => name !== metric.name) })}
        />
      ))}
      <p class="soft">Drag across a chart to zoom in; double-click it to go back.</p>
    </div>
  );
}

function Head({ chosen, changed }: { chosen: Metric[]; changed: () => void }) {
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [keeping, setKeeping] = useState(false);
  const [metric] = chosen;
  const alone = chosen.length === 1 ? metric : undefined;
  const writable = alone && !alone.name.startsWith("imp.");
  const remove = async (metric: Metric) => {
    await deleteMetric(metric.name);
    go("/");
  };
  return (
    <div class="head">
      <div>
        <h1>{chosen.map(metric => metric.name).join(" and ")}</h1>
        {alone && (
          <p>
            {countText(alone.count)} {alone.count === 1 ? "point" : "points"}
            {alone.last !== null && (
              <>
                , the last one <When time={alone.last} />
              </>
            )}
          </p>
        )}
      </div>
      <div class="head-actions">
        <button type="button" class="button" onClick={() => setKeeping(true)}>
          Keep on a dashboard
        </button>
        {writable && (
          <>
            <button type="button" class="button primary" onClick={() => setAdding(true)}>
              Add a point
            </button>
            <button type="button" class="button danger" onClick={() => setDeleting(true)}>
              Delete
            </button>
          </>
        )}
      </div>
      {keeping && <AddTo chart={location.search.slice(1)} done={() => setKeeping(false)} />}
      {adding && alone && (
        <PointForm metric={alone.name} keys={alone.dimension_keys} done={() => setAdding(false)} changed={changed} />
      )}
      {deleting && alone && (
        <Confirm
          title={`Delete ${alone.name}?`}
          text={`All ${countText(alone.count)} points go for good.`}
          button="Delete the metric"
          done={() => setDeleting(false)}
          act={() => remove(alone)}
        />
      )}
    </div>
  );
}
