/** What came of earlier check-ins: a strip of signs, and a table. */
import type { Probe, ProbeStatus } from "../api/check-ins";
import { durationText } from "../number";
import { Badge, Empty, type Level } from "../parts/state";
import { Table as Frame } from "../parts/table";
import { When } from "../parts/when";
import { useSettings } from "../settings";
import { exact } from "../time";

const STATES: Record<ProbeStatus, [Level, string, string]> = {
  good: ["good", "all right", "✓"],
  pending: ["warn", "waiting", "…"],
  bad: ["bad", "called for help", "!"],
  unavailable: ["bad", "no answer", "✕"],
  cancelled: ["plain", "cancelled", "–"],
};

const ORIGINS: Record<Probe["origin"], string> = {
  scheduled: "on schedule",
  asked: "you wanted to be asked",
  early: "you checked in early",
  distress: "you called by yourself",
};

/** So many signs fit on a telephone, and so many rows are read. */
const STRIP = 30;
const ROWS = 15;

export function History({ probes }: { probes: Probe[] }) {
  const { zone } = useSettings();
  if (probes.length === 0) {
    return (
      <section class="card" aria-label="History">
        <Empty title="No check-ins yet">
          <p>What you answer, and how fast, is kept here for a year.</p>
        </Empty>
      </section>
    );
  }
  const strip = probes.slice(0, STRIP).toReversed();
  return (
    <section class="card stack" aria-labelledby="history">
      <h2 id="history" class="padded-top">
        History
      </h2>
      <ol class="history" aria-label={`The last ${strip.length} check-ins, the oldest first`}>
        {strip.map(({ id, status, created_at }) => {
          const [level, words, sign] = STATES[status.name];
          const said = `${words}, ${exact(Date.parse(created_at), zone)}`;
          return (
            <li key={id} class={level} title={said}>
              <span aria-hidden="true">{sign}</span>
              <span class="hidden">{said}</span>
            </li>
          );
        })}
      </ol>
      <Frame caption="Check-ins">
        <thead>
          <tr>
            <th scope="col">Asked</th>
            <th scope="col">Outcome</th>
            <th scope="col">Why</th>
            <th scope="col" class="right">
              Answered in
            </th>
          </tr>
        </thead>
        <tbody>
          {probes.slice(0, ROWS).map(probe => (
            <tr key={probe.id}>
              <td>
                <When time={Date.parse(probe.created_at)} />
              </td>
              <td>
                <Badge level={STATES[probe.status.name][0]}>{STATES[probe.status.name][1]}</Badge>
              </td>
              <td class="soft">{ORIGINS[probe.origin]}</td>
              <td class="right number">
                {probe.response_time_ms === null ? "–" : durationText(probe.response_time_ms)}
              </td>
            </tr>
          ))}
        </tbody>
      </Frame>
    </section>
  );
}
