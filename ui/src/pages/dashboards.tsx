/** Dashboards: charts that somebody wants to see together, kept on the server. */
import { useState } from "preact/hooks";
import { change } from "../address";
import { type Dashboard, type Dashboards as Kept, listDashboards, saveDashboards } from "../api/dashboards";
import { listMetrics } from "../api/points";
import type { PageProps } from "../app";
import { Board } from "../dashboards/board";
import { Confirm } from "../parts/confirm";
import { useAction } from "../parts/field";
import { Empty, Shown } from "../parts/state";
import { useResource } from "../resource";
import { useTitle } from "../title";

/** How often what the metrics have is looked at again. */
const REFRESH_MS = 60_000;

export function Dashboards({ address }: PageProps) {
  const kept = useResource("dashboards", listDashboards);
  const name = address.searchParams.get("name");
  useTitle(name ?? "Dashboards");
  return (
    <Shown of={kept} what="your dashboards" lines={6}>
      {all => <Chosen kept={all} name={name} again={kept.again} />}
    </Shown>
  );
}

function Chosen({ kept, name, again }: { kept: Kept; name: string | null; again: () => void }) {
  const { version, dashboards } = kept;
  const [deleting, setDeleting] = useState(false);
  const { problem, run } = useAction();
  const metrics = useResource("metrics", listMetrics, { everyMs: REFRESH_MS });
  const shown = dashboards.find(dashboard => dashboard.name === name) ?? dashboards[0];
  if (!shown) return <None />;
  const replace = async (one: Dashboard | null) => {
    const changed = dashboards.flatMap(dashboard => (dashboard === shown ? (one ?? []) : dashboard));
    await saveDashboards({ version, dashboards: changed });
    again();
  };
  const remove = (chart: number) =>
    run(() => replace({ ...shown, charts: shown.charts.filter((_, place) => place !== chart) }));
  return (
    <div class="stack">
      <div class="head">
        <div>
          <h1>{shown.name}</h1>
        </div>
        <div class="head-actions">
          {1 < dashboards.length && (
            <fieldset class="segments" aria-label="Dashboard">
              {dashboards.map(dashboard => (
                <button
                  key={dashboard.name}
                  type="button"
                  aria-pressed={dashboard === shown}
                  onClick={() => change({ name: dashboard.name })}
                >
                  {dashboard.name}
                </button>
              ))}
            </fieldset>
          )}
          <button type="button" class="button danger" onClick={() => setDeleting(true)}>
            Delete
          </button>
        </div>
      </div>
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      {shown.charts.length === 0 && <NoCharts />}
      <Shown of={metrics} what="the charts" lines={6}>
        {all => <Board dashboard={shown} metrics={all} again={metrics.again} remove={remove} />}
      </Shown>
      {deleting && (
        <Confirm
          title={`Delete ${shown.name}?`}
          text="The metrics stay; only this arrangement of their charts goes."
          button="Delete the dashboard"
          done={() => setDeleting(false)}
          act={() => replace(null)}
        />
      )}
    </div>
  );
}

function None() {
  return (
    <>
      <div class="head">
        <h1>Dashboards</h1>
      </div>
      <div class="card">
        <Empty title="No dashboards yet">
          <p>Open a metric, have its chart show what you want to see, and keep it on a dashboard from there.</p>
          <a class="button primary" href="/">
            Choose a metric
          </a>
        </Empty>
      </div>
    </>
  );
}

function NoCharts() {
  return (
    <div class="card">
      <Empty title="Nothing is on it">
        <p>Open a metric, and keep its chart here.</p>
        <a class="button" href="/">
          Choose a metric
        </a>
      </Empty>
    </div>
  );
}
