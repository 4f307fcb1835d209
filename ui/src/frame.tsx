/** What stands round every page: its names, who is signed in, and what is the matter. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { User } from "./api/account";
import { listConnections } from "./api/google";
import logo from "./icons/well.svg";
import { Choice } from "./parts/field";
import type { Path } from "./paths";
import { useResource } from "./resource";
import { HOME_ZONE, setSettings, type Theme, useSettings } from "./settings";
import { useWorst } from "./title";

/** How often the connections are looked at, for the sign in the tab. */
const LOOK_MS = 60_000;

const NAMES: [Path, string][] = [
  ["/", "Metrics"],
  ["/dashboards", "Dashboards"],
  ["/connections", "Connections"],
  ["/check-ins", "Check-ins"],
  ["/tokens", "Tokens"],
  ["/admin", "Admin"],
];

const THEMES: [Theme, string][] = [
  ["auto", "As this machine"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export function Frame({
  user,
  path,
  leave,
  children,
}: {
  user: User;
  path: string;
  leave: () => Promise<void>;
  children: ComponentChildren;
}) {
  const pages = useRef<HTMLElement>(null);
  const offline = useOffline();
  // On a telephone the names are wider than the screen.
  useEffect(() => {
    const here = pages.current?.querySelector("[aria-current]");
    if (here && path) here.scrollIntoView({ block: "nearest", inline: "center" });
  }, [path]);
  const connections = useResource("worst", listConnections, { everyMs: LOOK_MS });
  const states = connections.data?.map(connection => connection.status) ?? [];
  const ended = states.some(state => state === "consent_needed" || state === "token_expired");
  useWorst(ended ? "bad" : states.includes("failing") || offline ? "warning" : "well");
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        <div class="bar-inside">
          <a class="brand" href="/">
            <img src={logo} alt="" width="26" height="26" />
            Impulses
          </a>
          <nav class="pages" aria-label="Pages" ref={pages}>
            {NAMES.filter(([to]) => to !== "/admin" || user.role === "ADMIN").map(([to, name]) => (
              <a key={to} href={to} aria-current={isAt(path, to) ? "page" : undefined}>
                {name}
              </a>
            ))}
          </nav>
          <Menu user={user} leave={leave} />
        </div>
      </header>
      {offline && (
        <p class="offline" role="status">
          You are offline. What you see may be old.
        </p>
      )}
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function isAt(path: string, to: Path): boolean {
  return path === to || (to === "/" && path === "/charts");
}

function Menu({ user, leave }: { user: User; leave: () => Promise<void> }) {
  const { theme, zone } = useSettings();
  const details = useRef<HTMLDetailsElement>(null);
  useClosing(details);
  const zones = [...new Set([HOME_ZONE, "UTC", zone])].map(zone => [zone, zone.replaceAll("_", " ")] as const);
  return (
    <details ref={details}>
      <summary aria-label="Account and settings" title={user.email}>
        {user.email.slice(0, 1)}
      </summary>
      <div class="menu">
        <p>
          <small>Signed in as</small>
          <br />
          {user.email}
        </p>
        <Choice label="Appearance" value={theme} options={THEMES} onChoice={theme => setSettings({ theme })} />
        <Choice label="Time zone" value={zone} options={zones} onChoice={zone => setSettings({ zone })} />
        <button type="button" class="button" onClick={leave}>
          Sign out
        </button>
        <small>
          <a href="/docs">The API</a>
        </small>
      </div>
    </details>
  );
}

/** Closes a menu at Escape, and when something else is clicked. */
function useClosing(details: { current: HTMLDetailsElement | null }): void {
  useEffect(() => {
    const close = (event: Event) => {
      const open = details.current;
      if (!open?.open) return;
      if (event instanceof KeyboardEvent ? event.key !== "Escape" : open.contains(event.target as Node)) return;
      open.open = false;
      if (event instanceof KeyboardEvent) open.querySelector("summary")?.focus();
    };
    document.addEventListener("click", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("click", close);
      document.removeEventListener("keydown", close);
    };
  }, [details]);
}

function useOffline(): boolean {
  const [offline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const read = () => setOffline(!navigator.onLine);
    addEventListener("online", read);
    addEventListener("offline", read);
    return () => {
      removeEventListener("online", read);
      removeEventListener("offline", read);
    };
  }, []);
  return offline;
}
