/** For administrators: users, feature flags, jobs and health. */
import { change } from "../address";
import { Flags } from "../admin/flags";
import { Jobs, STATES } from "../admin/jobs";
import { Users } from "../admin/users";
import type { PageProps } from "../app";
import { Empty } from "../parts/state";
import { useTitle } from "../title";

const TABS = [
  ["users", "Users"],
  ["flags", "Flags"],
  ["jobs", "Jobs and health"],
] as const;

export function Admin({ user, address }: PageProps) {
  const params = address.searchParams;
  const [tab, title] = TABS.find(([name]) => name === params.get("tab")) ?? TABS[0];
  useTitle(title);
  if (user.role !== "ADMIN") {
    return (
      <div class="card">
        <Empty title="This is for administrators">
          <p>Your account is a standard one.</p>
        </Empty>
      </div>
    );
  }
  const state = STATES.find(([name]) => name === params.get("state"))?.[0] ?? "dead";
  const page = Math.max(1, Number(params.get("page")) || 1);
  return (
    <>
      <div class="head">
        <h1>Administration</h1>
        <fieldset class="segments" aria-label="Part">
          {TABS.map(([name, text]) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === tab}
              onClick={() => change({ tab: name, q: null, page: null, state: null })}
            >
              {text}
            </button>
          ))}
        </fieldset>
      </div>
      {tab === "users" && <Users user={user} search={params.get("q") ?? ""} page={page} />}
      {tab === "flags" && <Flags />}
      {tab === "jobs" && <Jobs state={state} />}
    </>
  );
}
