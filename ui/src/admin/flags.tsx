/** Feature flags: what is on. What one is made of is changed over the API (docs/flags.md). */
import { useState } from "preact/hooks";
import { createFlag, type Flag, listFlags, toggleFlag } from "../api/admin";
import { Field, Form, useAction } from "../parts/field";
import { Badge, Empty, Shown } from "../parts/state";
import { When } from "../parts/when";
import { useResource } from "../resource";

export function Flags() {
  const flags = useResource("flags", listFlags);
  const { busy, problem, run } = useAction();
  const toggle = (flag: Flag) =>
    run(async () => {
      await toggleFlag(flag.codename, flag.version);
      flags.again();
    });
  return (
    <div class="stack">
      <div class="card">
        {problem && (
          <p class="note bad" role="alert">
            {problem}
          </p>
        )}
        <Shown of={flags} what="the flags" lines={4}>
          {({ results }) =>
            results.length === 0 ? (
              <Empty title="No flags">
                <p>A flag switches something on and off in a program that asks for it.</p>
              </Empty>
            ) : (
              <List flags={results} busy={busy} toggle={toggle} />
            )
          }
        </Shown>
      </div>
      <Adding created={flags.again} />
    </div>
  );
}

function List({ flags, busy, toggle }: { flags: Flag[]; busy: boolean; toggle: (flag: Flag) => void }) {
  return (
    <ul class="contacts">
      {flags.map(flag => (
        <li key={flag.codename} class="row spread">
          <div>
            <b>{flag.label || flag.codename}</b>
            <small class="block">
              <code>{flag.codename}</code> · {flag.public ? "public" : "not public"} · changed{" "}
              <When time={flag.updated_at} />
              {flag.is_stale && " · stale"}
            </small>
            {flag.description && <p>{flag.description}</p>}
          </div>
          <div class="row">
            <Badge level={flag.is_active ? "good" : "plain"}>{flag.is_active ? "on" : "off"}</Badge>
            <button type="button" class="button" disabled={busy} onClick={() => toggle(flag)}>
              {flag.is_active ? "Switch off" : "Switch on"}
              <span class="hidden"> {flag.codename}</span>
            </button>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Adding({ created }: { created: () => void }) {
  const [codename, setCodename] = useState("");
  const [label, setLabel] = useState("");
  const send = async () => {
    await createFlag(codename.trim(), label.trim());
    setCodename("");
    setLabel("");
    created();
  };
  return (
    <section class="card padded stack" aria-labelledby="new-flag">
      <h2 id="new-flag">A new flag</h2>
      <Form send={send} button="Make the flag">
        <div class="fields">
          <Field label="Code name" required placeholder="new-chart" value={codename} onText={setCodename} />
          <Field label="Label" required placeholder="The new chart" value={label} onText={setLabel} />
        </div>
      </Form>
    </section>
  );
}
