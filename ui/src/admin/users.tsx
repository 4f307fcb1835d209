/** Everybody: who they are, and whether they may come in. */
import { useState } from "preact/hooks";
import { change } from "../address";
import type { User } from "../api/account";
import { actOnUser, addUser, type ListedUser, listUsers, type UserAction } from "../api/admin";
import { countText } from "../number";
import { Field, Form, useAction } from "../parts/field";
import { Badge, Empty, type Level, Shown } from "../parts/state";
import { Table as Frame } from "../parts/table";
import { When } from "../parts/when";
import { useResource } from "../resource";

const STATES: Record<ListedUser["state"], [Level, string]> = {
  active: ["good", "active"],
  pending: ["warn", "not confirmed"],
  inactive: ["bad", "suspended"],
};

export function Users({ user, search, page }: { user: User; search: string; page: number }) {
  const users = useResource(`users ${search} ${page}`, signal => listUsers(search, page, signal), { keep: true });
  const [adding, setAdding] = useState(false);
  const { busy, problem, run } = useAction();
  const act = (id: string, action: UserAction) =>
    run(async () => {
      await actOnUser(id, action);
      users.again();
    });
  return (
    <div class="card">
      <div class="row padded list-bar">
        <input
          class="input"
          type="search"
          aria-label="Search users"
          placeholder="Search by e-mail or name"
          value={search}
          onInput={event => change({ q: event.currentTarget.value || null, page: null }, { replace: true })}
        />
        <button type="button" class="button" aria-expanded={adding} onClick={() => setAdding(!adding)}>
          Add a user
        </button>
      </div>
      {adding && (
        <Adding
          done={() => {
            setAdding(false);
            users.again();
          }}
        />
      )}
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <Shown of={users} what="the users" lines={6}>
        {({ data, paging }) =>
          data.length === 0 ? (
            <Empty title="Nobody is called so">
              <p>No e-mail and no name has “{search}” in it.</p>
            </Empty>
          ) : (
            <>
              <Table users={data} me={user.id} busy={busy} act={act} />
              {paging && 1 < paging.pages && <Pages {...paging} />}
            </>
          )
        }
      </Shown>
    </div>
  );
}

type TableProps = { users: ListedUser[]; me: string; busy: boolean; act: (id: string, action: UserAction) => void };

function Table({ users, me, busy, act }: TableProps) {
  return (
    <Frame caption="Users">
      <thead>
        <tr>
          <th scope="col">E-mail</th>
          <th scope="col">Name</th>
          <th scope="col">State</th>
          <th scope="col">Since</th>
          <th scope="col" aria-label="What can be done" />
        </tr>
      </thead>
      <tbody>
        {users.map(user => (
          <tr key={user.id}>
            <td>
              {user.email}
              {user.role === "ADMIN" && <small> · administrator</small>}
            </td>
            <td>{[user.first_name, user.last_name].filter(Boolean).join(" ") || "–"}</td>
            <td>
              <Badge level={STATES[user.state][0]}>{STATES[user.state][1]}</Badge>
            </td>
            <td>
              <When time={Date.parse(user.created_at)} />
            </td>
            <td class="right">{user.id !== me && <Actions user={user} busy={busy} act={act} />}</td>
          </tr>
        ))}
      </tbody>
    </Frame>
  );
}

function Actions({ user, busy, act }: { user: ListedUser; busy: boolean; act: TableProps["act"] }) {
  const admin = user.role === "ADMIN";
  const actions: [UserAction, string, string][] = [
    admin ? ["demote", "Make standard", ""] : ["promote", "Make administrator", ""],
    user.state === "active" ? ["deactivate", "Suspend", "danger"] : ["activate", "Let in", ""],
  ];
  return (
    <>
      {actions.map(([action, text, kind]) => (
        <button
          key={action}
          type="button"
          class={`button quiet ${kind}`}
          disabled={busy}
          aria-label={`${text}: ${user.email}`}
          onClick={() => act(user.id, action)}
        >
          {text}
        </button>
      ))}
    </>
  );
}

function Pages({ page, pages, total }: { page: number; pages: number; total: number }) {
  const to = (page: number) => change({ page: String(page) });
  return (
    <div class="row spread padded">
      <button type="button" class="button" disabled={page <= 1} onClick={() => to(page - 1)}>
        Newer
      </button>
      <span class="soft">
        Page {page} of {pages}, {countText(total)} users
      </span>
      <button type="button" class="button" disabled={pages <= page} onClick={() => to(page + 1)}>
        Older
      </button>
    </div>
  );
}

function Adding({ done }: { done: () => void }) {
  const [fields, setFields] = useState({ email: "", first_name: "", last_name: "" });
  const set = (change: Partial<typeof fields>) => setFields({ ...fields, ...change });
  const send = async () => {
    await addUser(fields);
    done();
  };
  return (
    <div class="padded">
      <Form send={send} button="Add and invite by letter">
        <div class="fields">
          <Field label="E-mail" type="email" required value={fields.email} onText={email => set({ email })} />
          <Field label="First name" required value={fields.first_name} onText={first_name => set({ first_name })} />
          <Field label="Last name" required value={fields.last_name} onText={last_name => set({ last_name })} />
        </div>
      </Form>
    </div>
  );
}
