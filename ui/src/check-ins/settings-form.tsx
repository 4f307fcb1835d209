/** When somebody is asked, how patiently, and what happens then. */
import { useState } from "preact/hooks";
import { changeSettings, previewRuns, type Settings, setPhone } from "../api/check-ins";
import { sentence } from "../api/error";
import { Choice, Field, Form } from "../parts/field";
import { useResource } from "../resource";
import { HOME_ZONE } from "../settings";
import { exact } from "../time";
import { cronOf, DAYS, simpleOf } from "./schedule";

type Props = { settings: Settings; phone: string | null; changed: () => void };

const MINUTES = ["5", "10", "15", "30", "60", "120"].map(minutes => [minutes, `${minutes} minutes`] as const);
const TRIES = ["0", "1", "2", "3", "4", "5", "6"].map(
  tries => [tries, tries === "1" ? "once" : `${tries} times`] as const,
);
const AFTER = [
  ["disable", "I am not asked any more"],
  ["stay_armed", "I am asked on as before"],
] as const;

/** What is proposed to whoever has chosen nothing yet: every day at six in the evening. */
const PROPOSED = "0 18 * * *";

export function SettingsForm({ settings, phone, changed }: Props) {
  const chosen = settings.created_at !== null;
  const [cron, setCron] = useState(chosen ? settings.cron_expression : PROPOSED);
  const [zone, setZone] = useState(chosen ? settings.time_zone : HOME_ZONE);
  const [number, setNumber] = useState(phone ?? "");
  const [tries, setTries] = useState(String(settings.max_retries));
  const [wait, setWait] = useState(String(settings.wait_time_in_minutes));
  const [after, setAfter] = useState(settings.after_alarm);
  const [active, setActive] = useState(settings.active);
  const [saved, setSaved] = useState(false);
  const send = async () => {
    setSaved(false);
    if (number.trim() !== (phone ?? "")) await setPhone(number.trim() || null);
    await changeSettings({
      active,
      cron_expression: cron,
      time_zone: zone,
      max_retries: Number(tries),
      wait_time_in_minutes: Number(wait),
      after_alarm: after,
    });
    setSaved(true);
    changed();
  };
  return (
    <section class="card padded stack" aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      <Form send={send} button="Save" also={<span role="status">{saved && "Saved."}</span>}>
        <label class="row">
          <input type="checkbox" checked={active} onChange={event => setActive(event.currentTarget.checked)} />
          <b>Ask me whether I am all right</b>
        </label>
        <Times cron={cron} setCron={setCron} />
        <div class="fields">
          <Field label="Time zone" required value={zone} onText={setZone} placeholder="Europe/Warsaw" />
          <Field
            label="Your phone number"
            type="tel"
            autocomplete="tel"
            placeholder="+48 123 456 789"
            value={number}
            onText={setNumber}
          />
        </div>
        <Preview cron={cron} zone={zone} />
        <div class="fields">
          <Choice label="Wait for an answer for" value={wait} options={withOwn(MINUTES, wait)} onChoice={setWait} />
          <Choice label="Ask again" value={tries} options={TRIES} onChoice={setTries} />
          <Choice label="After an alarm" value={after} options={AFTER} onChoice={setAfter} />
        </div>
      </Form>
    </section>
  );
}

/** A choice has what was chosen elsewhere, too. */
function withOwn(options: readonly (readonly [string, string])[], own: string): (readonly [string, string])[] {
  return options.some(([value]) => value === own) ? [...options] : [...options, [own, `${own} minutes`] as const];
}

/** A time and days, or, for what these cannot say, an expression. */
function Times({ cron, setCron }: { cron: string; setCron: (cron: string) => void }) {
  const simple = simpleOf(cron);
  const [own, setOwn] = useState(simple === null);
  const simply = () => {
    setCron(PROPOSED);
    setOwn(false);
  };
  if (own || !simple) {
    return (
      <div class="fields">
        <Field
          label="Cron expression"
          required
          value={cron}
          onText={setCron}
          hint="Minute, hour, day of month, month, day of week; or @daily, @every 12h"
        />
        <button type="button" class="button quiet" onClick={simply}>
          A time and days instead
        </button>
      </div>
    );
  }
  const flip = (day: number) => {
    const days = simple.days.includes(day) ? simple.days.filter(one => one !== day) : [...simple.days, day].sort();
    if (days.length) setCron(cronOf({ ...simple, days }));
  };
  return (
    <div class="row times">
      <Field
        label="At"
        type="time"
        required
        value={simple.time}
        onText={time => time && setCron(cronOf({ ...simple, time }))}
      />
      <fieldset class="field">
        <legend>On</legend>
        <div class="segments">
          {DAYS.map((name, day) => (
            <button
              key={name}
              type="button"
              title={name}
              aria-pressed={simple.days.includes(day)}
              onClick={() => flip(day)}
            >
              {name.slice(0, 3)}
            </button>
          ))}
        </div>
      </fieldset>
      <button type="button" class="button quiet" onClick={() => setOwn(true)}>
        Cron expression
      </button>
    </div>
  );
}

/** The next times, before anything is saved. */
function Preview({ cron, zone }: { cron: string; zone: string }) {
  const runs = useResource(`${cron} ${zone}`, signal => previewRuns(cron, zone, signal), { keep: true });
  const next = runs.data?.next_runs ?? [];
  if (runs.error !== undefined) return <p class="note warn">{sentence(runs.error)}</p>;
  return (
    <p class="soft preview">
      {next.length
        ? `Next: ${next.map(run => exact(Date.parse(run), safe(zone)).replace(/:\d\d (?=\S+$)/, " ")).join("; ")}.`
        : "\u00a0"}
    </p>
  );
}

/** A zone that is being typed is not yet one. */
function safe(zone: string): string {
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return HOME_ZONE;
  }
}
