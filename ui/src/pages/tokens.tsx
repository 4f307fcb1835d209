/** Data tokens, which programs show: make one, copy it, revoke it. Here a consent at Google ends, too. */
import { useState } from "preact/hooks";
import { change } from "../address";
import { type Capability, createToken, deleteToken, listTokens, type NewToken, type Token } from "../api/account";
import type { PageProps } from "../app";
import { Confirm } from "../parts/confirm";
import { Copy } from "../parts/copy";
import { Choice, Field, Form } from "../parts/field";
import { Badge, Empty, Shown } from "../parts/state";
import { Table as Frame } from "../parts/table";
import { useNow, When } from "../parts/when";
import { useResource } from "../resource";
import { useTitle } from "../title";
import { ConsentOutcome } from "./consent-outcome";

const CAPABILITIES: readonly (readonly [Capability, string])[] = [
  ["SUPER", "read and write"],
  ["INGEST", "write only"],
  ["API", "read only"],
];

const LIVES: readonly (readonly [string, string])[] = [
  ["", "two years"],
  ["365", "a year"],
  ["90", "90 days"],
  ["30", "30 days"],
  ["1", "a day"],
];

export function Tokens({ address }: PageProps) {
  useTitle("Tokens");
  const tokens = useResource("tokens", listTokens);
  const [made, setMade] = useState<NewToken>();
  const [doomed, setDoomed] = useState<Token>();
  const created = (token: NewToken) => {
    setMade(token);
    tokens.again();
  };
  const revoke = async (token: Token) => {
    await deleteToken(token.id);
    if (made?.id === token.id) setMade(undefined);
    tokens.again();
  };
  return (
    <>
      <div class="head">
        <div>
          <h1>Tokens</h1>
          <p>
            Scripts, phones and sensors show a token in place of your password. What one of them wrote stays when you
            revoke it.
          </p>
        </div>
      </div>
      <div class="stack">
        <Landed params={address.searchParams} />
        {made && <Made token={made} close={() => setMade(undefined)} />}
        <NewTokenForm created={created} />
        <div class="card">
          <Shown of={tokens} what="your tokens" lines={4}>
            {all => (all.length ? <List tokens={all} revoke={setDoomed} /> : <None />)}
          </Shown>
        </div>
      </div>
      {doomed && (
        <Confirm
          title={`Revoke ${doomed.name || "this token"}?`}
          text="Whatever uses it is shut out at once. If a calendar is connected to it, that connection ends and its metrics go."
          button="Revoke it"
          done={() => setDoomed(undefined)}
          act={() => revoke(doomed)}
        />
      )}
    </>
  );
}

/** What became of a consent, and where to go on. */
function Landed({ params }: { params: URLSearchParams }) {
  const outcome = params.get("google_oauth2");
  if (outcome === null) return null;
  const close = () =>
    change({ google_oauth2: null, token_id: null, token_name: null, detail: null }, { replace: true });
  const good = outcome === "authorized";
  return (
    <ConsentOutcome params={params}>
      <span class="row">
        <a class="button" href={good ? "/" : "/connections"}>
          {good ? "See the metrics" : "Try again"}
        </a>
        <button type="button" class="button quiet" onClick={close}>
          Close
        </button>
      </span>
    </ConsentOutcome>
  );
}

function NewTokenForm({ created }: { created: (token: NewToken) => void }) {
  const [name, setName] = useState("");
  const [capability, setCapability] = useState<Capability>("SUPER");
  const [days, setDays] = useState("");
  const send = async () => {
    const end = days ? Math.floor(Date.now() / 1000) + Number(days) * 86_400 : undefined;
    created(await createToken(name.trim(), capability, end));
    setName("");
  };
  return (
    <section class="card padded stack" aria-labelledby="new-token">
      <h2 id="new-token">A new token</h2>
      <Form send={send} button="Make the token">
        <div class="fields">
          <Field label="Name" required maxLength={500} placeholder="phone" value={name} onText={setName} />
          <Choice label="It may" value={capability} options={CAPABILITIES} onChoice={setCapability} />
          <Choice label="For" value={days} options={LIVES} onChoice={setDays} />
        </div>
      </Form>
    </section>
  );
}

function Made({ token, close }: { token: NewToken; close: () => void }) {
  const url = `${location.origin}/data/coffee`;
  const header = `-H "X-Data-Token: ${token.token_plaintext}"`;
  const write = `curl ${url} \\
  ${header} \\
  -H 'Content-Type: application/json' \\
  -d '[{"timestamp": '$(date +%s000)', "dimensions": {"kind": "espresso"}, "value": 1}]'`;
  return (
    <section class="card padded stack" aria-labelledby="made-token">
      <div class="row spread">
        <h2 id="made-token">{token.name} is made</h2>
        <button type="button" class="button quiet" onClick={close}>
          I have kept it
        </button>
      </div>
      <p class="note warn">The token is shown this once. Keep it now: nobody can show it again.</p>
      <Copy label="The token" text={token.token_plaintext} />
      {token.capability !== "API" && <Copy label="A command that writes a point" text={write} />}
      {token.capability !== "INGEST" && (
        <Copy label="A command that reads points" text={`curl ${url} \\\n  ${header}`} />
      )}
    </section>
  );
}

function List({ tokens, revoke }: { tokens: Token[]; revoke: (token: Token) => void }) {
  const now = useNow();
  return (
    <Frame caption="Tokens">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">It may</th>
          <th scope="col">Made</th>
          <th scope="col">Ends</th>
          <th scope="col" aria-label="What can be done" />
        </tr>
      </thead>
      <tbody>
        {tokens.map(token => (
          <tr key={token.id}>
            <td class="name">{token.name || "(no name)"}</td>
            <td>{CAPABILITIES.find(([one]) => one === token.capability)?.[1]}</td>
            <td>
              <When time={token.created_at * 1000} />
            </td>
            <td>
              {token.expires_at * 1000 <= now ? (
                <Badge level="bad">ended</Badge>
              ) : (
                <When time={token.expires_at * 1000} />
              )}
            </td>
            <td class="right">
              <button
                type="button"
                class="button quiet danger"
                aria-label={`Revoke ${token.name}`}
                onClick={() => revoke(token)}
              >
                Revoke
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </Frame>
  );
}

function None() {
  return (
    <Empty title="No tokens">
      <p>Make one above for the first program that is to write.</p>
    </Empty>
  );
}
