/** What the clock runs: how many jobs there are of each state, and those of one. */

import { change } from "../address";
import { countJobs, health, type Job, type JobState, listJobs } from "../api/admin";
import { countText } from "../number";
import { Badge, Empty, type Level, Shown } from "../parts/state";
import { Table as Frame } from "../parts/table";
import { When } from "../parts/when";
import { useResource } from "../resource";

/** How often the jobs are looked at again. */
const REFRESH_MS = 10_000;

export const STATES: readonly (readonly [JobState, string])[] = [
  ["dead", "Given up"],
  ["in-progress", "Running"],
  ["enqueued", "Due"],
  ["scheduled", "Scheduled"],
  ["successful", "Done"],
];

const HEALTH: Record<string, [Level, string]> = {
  UP: ["good", "The table answers and the clock ticks."],
  INITIALIZING: ["warn", "The table answers; the clock has not ticked yet."],
  DOWN: ["bad", "The table does not answer, or the clock has stopped."],
};

export function Jobs({ state }: { state: JobState }) {
  const counts = useResource("job counts", countJobs, { everyMs: REFRESH_MS });
  const up = useResource("health", health, { everyMs: REFRESH_MS });
  const jobs = useResource(`jobs ${state}`, signal => listJobs(state, signal), { everyMs: REFRESH_MS });
  const [level, words] = HEALTH[up.data ?? ""] ?? ["plain", "Asking."];
  return (
    <div class="stack">
      <p class="row">
        <Badge level={level}>{up.data ?? "…"}</Badge>
        {words}
      </p>
      <fieldset class="segments" aria-label="State of the jobs">
        {STATES.map(([name, text]) => (
          <button key={name} type="button" aria-pressed={name === state} onClick={() => change({ state: name })}>
            {text} {counts.data && countText(counts.data[`${underscored(name)}_job_count`])}
          </button>
        ))}
      </fieldset>
      <div class="card">
        <Shown of={jobs} what="the jobs" lines={4}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty title="No such jobs">
                <p>{state === "dead" ? "Nothing was given up." : "At this moment there is none."}</p>
              </Empty>
            ) : (
              <Table jobs={data} />
            )
          }
        </Shown>
      </div>
    </div>
  );
}

type Counted = "enqueued" | "in_progress" | "scheduled" | "successful" | "dead";

function underscored(state: JobState): Counted {
  return state === "in-progress" ? "in_progress" : state;
}

function Table({ jobs }: { jobs: Job[] }) {
  return (
    <Frame caption="Jobs">
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">When</th>
          <th scope="col" class="right">
            Failed tries
          </th>
          <th scope="col">Last error</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map(job => (
          <tr key={job.id}>
            <td>
              <b>{job.handler}</b>
              <small class="block">{job.id}</small>
            </td>
            <td>
              <When time={Date.parse(job.add_to_queue_at)} />
            </td>
            <td class="right number">{job.fails}</td>
            <td>{job.last_error ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </Frame>
  );
}
