/** What somebody has put together to look at: kept whole, under the version that a change names. */
import { get, put } from "./client";

/** `charts` are the queries of charts' addresses. */
export type Dashboard = { name: string; charts: string[] };

export type Dashboards = { version: number; dashboards: Dashboard[] };

const PATH = "/user/dashboards";

export const listDashboards = (signal?: AbortSignal) => get<Dashboards>(PATH, signal);

export const saveDashboards = (dashboards: Dashboards) => put<Dashboards>(PATH, dashboards);

/** Puts a chart into the dashboard of this name, which is made if there is none. */
export async function addChart(name: string, chart: string): Promise<void> {
  const { version, dashboards } = await listDashboards();
  const there = dashboards.some(dashboard => dashboard.name === name);
  const added = dashboards.map(one => (one.name === name ? { ...one, charts: [...one.charts, chart] } : one));
  await saveDashboards({ version, dashboards: there ? added : [...dashboards, { name, charts: [chart] }] });
}
