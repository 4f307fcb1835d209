/** One connection: how it is, since when, what is looked at, and which lines were not understood. */
import { useState } from "preact/hooks";
import { type Calendar, type Connection, chooseCalendars, listCalendars } from "../api/google";
import { Form } from "../parts/field";
import { Badge, type Level, Shown } from "../parts/state";
import { When } from "../parts/when";
import { useResource } from "../resource";
import { failureText, reasonText } from "./failures";

const LEVELS: Record<Connection["status"], Level> = {
  connected: "good",
  failing: "warn",
  consent_needed: "bad",
  token_expired: "bad",
};

const WORDS: Record<Connection["status"], string> = {
  connected: "connected",
  failing: "failing",
  consent_needed: "consent needed",
  token_expired: "token ended",
};

export function ConnectionCard({
  connection,
  disconnect,
  consent,
  changed,
}: {
  connection: Connection;
  disconnect: () => void;
  /** Goes to Google again, for the same connection. */
  consent: () => void;
  changed: () => void;
}) {
  const [choosing, setChoosing] = useState(false);
  const { status, token_name, calendars, problems } = connection;
  const synced = calendars.flatMap(({ last_sync_at }) => last_sync_at ?? []);
  const never = synced.length === 0;
  return (
    <section class="card padded stack" aria-label={`Google Calendar on ${token_name}`}>
      <div class="row spread">
        <h2>Google Calendar</h2>
        {never && status === "connected" ? (
          <Badge level="plain">first look is on its way</Badge>
        ) : (
          <Badge level={LEVELS[status]}>{WORDS[status]}</Badge>
        )}
      </div>
      <Trouble connection={connection} />
      <dl class="facts">
        <div>
          <dt>Last looked at</dt>
          <dd>{never ? "not yet" : <When time={Math.min(...synced) * 1000} />}</dd>
        </div>
        <div>
          <dt>Consent given</dt>
          <dd>
            <When time={connection.updated_at * 1000} />
          </dd>
        </div>
        <div>
          <dt>Calendars</dt>
          <dd>{calendars.map(({ calendar_id }) => calendar_id).join(", ") || "primary"}</dd>
        </div>
        <div>
          <dt>Hangs on the token</dt>
          <dd>{token_name}</dd>
        </div>
      </dl>
      {problems.length > 0 && <Problems problems={problems} />}
      {choosing && (
        <Calendars
          connection={connection}
          done={() => {
            setChoosing(false);
            changed();
          }}
        />
      )}
      <div class="row">
        {status === "consent_needed" && (
          <button type="button" class="button primary" onClick={consent}>
            Consent again
          </button>
        )}
        <a class="button" href="/charts?metric=imp.events.duration&by=activity">
          See what it measures
        </a>
        {connection.connected && (
          <button type="button" class="button" aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
            Choose calendars
          </button>
        )}
        <button type="button" class="button danger" onClick={disconnect}>
          Disconnect
        </button>
      </div>
    </section>
  );
}

function Trouble({ connection: { status, failing_since, failure } }: { connection: Connection }) {
  if (status === "connected") return null;
  const since = failing_since === null ? null : <When time={failing_since * 1000} />;
  return (
    <p class={status === "failing" ? "note warn" : "note bad"}>
      {status === "failing" && (
        <>
          It fails since {since}: {failureText(failure)}
        </>
      )}
      {status === "consent_needed" && (
        <>Google does not let us in any more, since {since}. Consent again, and it goes on.</>
      )}
      {status === "token_expired" && (
        <>The token that it hangs on has ended, and with it the looking. Disconnect, and connect it again.</>
      )}
    </p>
  );
}

function Problems({ problems }: { problems: Connection["problems"] }) {
  const count = problems.length === 1 ? "A line was" : `${problems.length} lines were`;
  return (
    <details class="note warn">
      <summary>{count} not understood; everything else of those events counts</summary>
      <ul class="stack problems">
        {problems.map(({ event_id, line, reason }, n) => (
          <li key={`${event_id} ${n}`}>
            <code>{line}</code>
            <br />
            <small>{reasonText(reason)}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Calendars({ connection, done }: { connection: Connection; done: () => void }) {
  const { token_id } = connection;
  const calendars = useResource(`calendars ${token_id}`, signal => listCalendars(token_id, signal));
  return (
    <Shown of={calendars} what="the account's calendars" lines={2}>
      {all => <Choosing connection={connection} all={all} done={done} />}
    </Shown>
  );
}

function Choosing({ connection, all, done }: { connection: Connection; all: Calendar[]; done: () => void }) {
  const polled = new Set(connection.calendars.map(({ calendar_id }) => calendar_id));
  const isPolled = ({ id, primary }: Calendar) =>
    polled.has(id) || (primary && (polled.has("primary") || polled.size === 0));
  const [chosen, setChosen] = useState(() => new Set(all.filter(isPolled).map(({ id }) => id)));
  const flip = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const send = async () => {
    await chooseCalendars(connection.token_id, [...chosen]);
    done();
  };
  return (
    <Form send={send} button="Look at these">
      <fieldset class="stack">
        <legend>Calendars to look at; points of the others go</legend>
        {all.map(calendar => (
          <label key={calendar.id} class="row">
            <input type="checkbox" checked={chosen.has(calendar.id)} onChange={() => flip(calendar.id)} />
            {calendar.summary || calendar.id}
            {calendar.primary && <small>primary</small>}
          </label>
        ))}
      </fieldset>
    </Form>
  );
}
