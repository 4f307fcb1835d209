/** Which page an address shows, and to whom. */
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { go, useAddress } from "./address";
import type { User } from "./api/account";
import { Frame } from "./frame";
import { Admin } from "./pages/admin";
import { Chart } from "./pages/chart";
import { CheckIns } from "./pages/check-ins";
import { Connections } from "./pages/connections";
import { Dashboards } from "./pages/dashboards";
import { Metrics } from "./pages/metrics";
import { SignIn } from "./pages/sign-in";
import { Tokens } from "./pages/tokens";
import { Failed } from "./parts/state";
import { isPath, type Path } from "./paths";
import { useSession } from "./session";

/** What a page is told. */
export type PageProps = { user: User; address: URL };

const PAGES: Partial<Record<Path, ComponentType<PageProps>>> = {
  "/": Metrics,
  "/charts": Chart,
  "/dashboards": Dashboards,
  "/connections": Connections,
  "/tokens": Tokens,
  "/check-ins": CheckIns,
  "/admin": Admin,
};

/** Where whoever is not signed in may be. */
const DOORS = ["/sign-in", "/sign-up"];

export function App() {
  const { session, ask, leave } = useSession();
  const address = useAddress();
  const path = address.pathname;
  const atDoor = DOORS.includes(path);
  useEffect(() => {
    if (session.state === "out" && !atDoor) {
      const here = path + address.search;
      go(here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`, { replace: true });
    }
    if (session.state === "in" && atDoor) go(nextOf(address), { replace: true });
  }, [session.state, atDoor, path, address]);

  switch (session.state) {
    case "unknown":
      return <p class="starting">Impulses is loading.</p>;
    case "failed":
      return (
        <main>
          <Failed error={session.error} again={ask} />
        </main>
      );
    case "out":
      return atDoor ? <SignIn signedIn={ask} joining={path === "/sign-up"} next={nextOf(address)} /> : null;
    case "in": {
      const Page = (isPath(path) && PAGES[path]) || Metrics;
      return (
        <Frame user={session.user} path={path} leave={leave}>
          {atDoor ? null : <Page user={session.user} address={address} />}
        </Frame>
      );
    }
  }
}

/** Where somebody wanted to go before they were asked who they are: a page of ours, and nowhere else. */
function nextOf(address: URL): string {
  const wanted = address.searchParams.get("next") ?? "/";
  if (!URL.canParse(wanted, address.origin)) return "/";
  const next = new URL(wanted, address.origin);
  return next.origin === address.origin && isPath(next.pathname) ? next.pathname + next.search : "/";
}
