/** What is connected, how that goes, and the way to connect and disconnect it. */
import { useState } from "preact/hooks";
import { createToken, listTokens, type Token } from "../api/account";
import { beginConsent, type Connection, disconnect, listConnections } from "../api/google";
import { Confirm } from "../parts/confirm";
import { useAction } from "../parts/field";
import { Empty, Shown } from "../parts/state";
import { useResource } from "../resource";
import { useTitle } from "../title";
import { ConnectionCard } from "./connection-card";

/** How often the state is looked at again. */
const REFRESH_MS = 15_000;
/** What the token is called that a connection from this page hangs on. */
const TOKEN_NAME = "Google Calendar";

export function Connections() {
  useTitle("Connections");
  const connections = useResource("connections", listConnections, { everyMs: REFRESH_MS });
  const [doomed, setDoomed] = useState<Connection>();
  const { busy, problem, run } = useAction();
  const end = async (connection: Connection) => {
    await disconnect(connection.token_id);
    connections.again();
  };
  const button = (
    <button
      type="button"
      class="button primary"
      disabled={busy}
      onClick={() => run(() => connect(connections.data ?? []))}
    >
      Connect Google Calendar
    </button>
  );
  return (
    <>
      <div class="head">
        <div>
          <h1>Connections</h1>
          <p>Events whose title begins with #! become metrics, and follow the calendar when it changes.</p>
        </div>
        {(connections.data?.length ?? 0) > 0 && <div class="head-actions">{button}</div>}
      </div>
      <div class="stack">
        {problem && (
          <p class="note bad" role="alert">
            {problem}
          </p>
        )}
        <Shown of={connections} what="your connections" lines={4}>
          {all =>
            all.length ? (
              all.map(connection => (
                <ConnectionCard
                  key={connection.token_id}
                  connection={connection}
                  disconnect={() => setDoomed(connection)}
                  consent={() => run(() => consent(connection.token_id))}
                  changed={connections.again}
                />
              ))
            ) : (
              <div class="card">
                <Empty title="Nothing is connected">
                  <p>
                    Connect your Google Calendar: we may then read it, and nothing else. Nothing of it is shown to
                    others.
                  </p>
                  {button}
                </Empty>
              </div>
            )
          }
        </Shown>
      </div>
      {doomed && (
        <Confirm
          title="Disconnect this calendar?"
          text="It is not looked at any more, its metrics go, and Google is told that we want no access. You can connect it again."
          button="Disconnect"
          done={() => setDoomed(undefined)}
          act={() => end(doomed)}
        />
      )}
    </>
  );
}

/** Goes to Google, with a token for the connection to hang on: one that an earlier try has left, or a new one. */
async function connect(connections: Connection[]): Promise<void> {
  const connected = new Set(connections.map(({ token_id }) => token_id));
  const isFree = (token: Token) =>
    token.name === TOKEN_NAME &&
    token.capability === "API" &&
    !connected.has(token.id) &&
    Date.now() < token.expires_at * 1000;
  const free = (await listTokens()).find(isFree) ?? (await createToken(TOKEN_NAME, "API"));
  await consent(free.id);
}

async function consent(token: string): Promise<void> {
  location.assign(await beginConsent(token));
}
