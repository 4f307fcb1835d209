/** How it stands: whether somebody is asked, when next, what waits, and what they can say now. */
import { useState } from "preact/hooks";
import { askMe, type Contact, checkIn, endPause, pause, type Settings, skipRun } from "../api/check-ins";
import { Field, Form, useAction } from "../parts/field";
import { Badge } from "../parts/state";
import { When } from "../parts/when";
import { useSettings } from "../settings";
import { exact } from "../time";
import { scheduleText } from "./schedule";

const REASONS: Record<NonNullable<Settings["alarm"]>["reason"], string> = {
  no_answer: "you did not answer",
  unreachable: "messages do not reach you",
  bad: "you called for help",
};

/** How soon "ask me" asks, in minutes. */
const ASK_IN = 5;

type Props = { settings: Settings; contacts: Contact[]; changed: () => void };

export function Status({ settings, contacts, changed }: Props) {
  const { busy, problem, run } = useAction();
  const [pausing, setPausing] = useState(false);
  const act = (action: () => Promise<unknown>) => () =>
    run(async () => {
      await action();
      changed();
    });
  const waits = settings.pending_probe_id !== null;
  const next = settings.next_run_at;
  return (
    <section class="card padded stack" aria-labelledby="status">
      <div class="row spread">
        <h2 id="status">{headline(settings)}</h2>
        <State settings={settings} />
      </div>
      <Alarm settings={settings} contacts={contacts} />
      <Next settings={settings} />
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      {pausing && <Pausing done={() => setPausing(false)} changed={changed} />}
      <div class="row">
        <button type="button" class={waits ? "button primary" : "button"} disabled={busy} onClick={act(checkIn)}>
          I am all right
        </button>
        {settings.active && settings.paused_until === null && (
          <>
            {next !== null && (
              <button type="button" class="button" disabled={busy} onClick={act(() => skipRun(next))}>
                Skip the next one
              </button>
            )}
            <button type="button" class="button" aria-expanded={pausing} onClick={() => setPausing(!pausing)}>
              Pause
            </button>
          </>
        )}
        {settings.paused_until !== null && (
          <button type="button" class="button" disabled={busy} onClick={act(endPause)}>
            End the pause
          </button>
        )}
        <button type="button" class="button" disabled={busy} onClick={act(() => askMe(ASK_IN))}>
          Ask me in {ASK_IN} minutes
        </button>
      </div>
    </section>
  );
}

function headline({ active, cron_expression, time_zone }: Settings): string {
  if (!active) return "You are not asked";
  const place = time_zone.split("/").at(-1)?.replaceAll("_", " ");
  return `You are asked ${scheduleText(cron_expression)}, ${place}`;
}

function State({ settings }: { settings: Settings }) {
  if (settings.alarm) return <Badge level="bad">alarm</Badge>;
  if (settings.pending_probe_id !== null) return <Badge level="warn">an answer is waited for</Badge>;
  if (settings.paused_until !== null) return <Badge level="warn">paused</Badge>;
  return settings.active ? <Badge level="good">on</Badge> : <Badge level="plain">off</Badge>;
}

function Alarm({ settings: { alarm }, contacts }: { settings: Settings; contacts: Contact[] }) {
  if (!alarm) return null;
  const keeper = contacts.find(({ id }) => id === alarm.acknowledged_by);
  return (
    <p class="note bad" role="alert">
      Your contacts are being told, since <When time={Date.parse(alarm.raised_at)} />, because {REASONS[alarm.reason]}.{" "}
      {keeper ? `${keeper.first_name} ${keeper.last_name} looks after it.` : "Nobody looks after it yet."}
    </p>
  );
}

function Next({ settings }: { settings: Settings }) {
  const { zone } = useSettings();
  const { next_run_at, paused_until, asked_for_at, active, opted_out } = settings;
  return (
    <>
      {opted_out && (
        <p class="note warn">You have told us by text message to send you none. Text START to be asked again.</p>
      )}
      <dl class="facts">
        {active && (
          <div>
            <dt>Next time</dt>
            <dd>
              {next_run_at === null ? "never" : <When time={Date.parse(next_run_at)} />}
              {next_run_at !== null && <small class="block">{exact(Date.parse(next_run_at), zone)}</small>}
            </dd>
          </div>
        )}
        {paused_until !== null && (
          <div>
            <dt>Paused until</dt>
            <dd>{exact(Date.parse(paused_until), zone)}</dd>
          </div>
        )}
        {asked_for_at !== null && (
          <div>
            <dt>You asked to be asked</dt>
            <dd>
              <When time={Date.parse(asked_for_at)} />
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}

function Pausing({ done, changed }: { done: () => void; changed: () => void }) {
  const [day, setDay] = useState("");
  const send = async () => {
    await pause(day);
    done();
    changed();
  };
  return (
    <Form send={send} button="Pause until then">
      <div class="fields">
        <Field label="Nobody asks you before" type="date" required value={day} onText={setDay} />
      </div>
    </Form>
  );
}
