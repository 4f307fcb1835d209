/** Who is signed in. A session lives half an hour unless it is used, so the page asks now and then, while it is seen. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { signOut, type User, whoAmI } from "./api/account";
import { onSignedOut } from "./api/client";
import { ApiError } from "./api/error";
import { useVisibleInterval } from "./resource";

/** A third of a session's life is ten minutes; a use after that renews it. */
const ASK_MS = 5 * 60_000;

export type Session =
  | { state: "unknown" }
  | { state: "failed"; error: unknown }
  | { state: "out" }
  | { state: "in"; user: User };

export function useSession() {
  const [session, setSession] = useState<Session>({ state: "unknown" });
  const ask = useCallback(() => {
    whoAmI().then(
      user => setSession({ state: "in", user }),
      error => {
        const out = error instanceof ApiError && error.isSignedOut;
        // Whoever is signed in stays so while the server does not answer: their page says that by itself.
        setSession(old => (out ? { state: "out" } : old.state === "in" ? old : { state: "failed", error }));
      },
    );
  }, []);
  useEffect(() => {
    onSignedOut(() => setSession({ state: "out" }));
    ask();
  }, [ask]);
  useVisibleInterval(ask, session.state === "in" ? ASK_MS : 0);
  const leave = useCallback(async () => {
    await signOut();
    setSession({ state: "out" });
  }, []);
  return { session, ask, leave };
}
