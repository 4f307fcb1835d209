/** What whoever looks prefers, kept in this browser: light or dark, and which time zone. */
import { useEffect, useState } from "preact/hooks";

export type Theme = "auto" | "light" | "dark";

type Settings = { theme: Theme; zone: string };

const KEY = "impulses.settings";
const CHANGED = "impulses:settings";

/** The zone of this machine. */
export const HOME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

let settings = read();

function read(): Settings {
  const plain: Settings = { theme: "auto", zone: HOME_ZONE };
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Settings>;
    return { ...plain, ...kept, zone: isZone(kept.zone) ? kept.zone : HOME_ZONE };
  } catch {
    return plain;
  }
}

function isZone(zone: string | undefined): zone is string {
  try {
    return zone !== undefined && Boolean(Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

/** Changes a setting, here and in what is drawn. */
export function setSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Where nothing may be kept, the setting lasts as long as the page.
  }
  applyTheme();
  dispatchEvent(new Event(CHANGED));
}

/** Has the style sheet follow the setting. */
export function applyTheme(): void {
  if (settings.theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = settings.theme;
}

export function useSettings(): Settings {
  const [now, setNow] = useState(settings);
  useEffect(() => {
    const read = () => setNow(settings);
    addEventListener(CHANGED, read);
    return () => removeEventListener(CHANGED, read);
  }, []);
  return now;
}

/** Whether it is dark, whoever says so. */
export function useDark(): boolean {
  const { theme } = useSettings();
  const [system, setSystem] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const media = matchMedia("(prefers-color-scheme: dark)");
    const read = () => setSystem(media.matches);
    media.addEventListener("change", read);
    return () => media.removeEventListener("change", read);
  }, []);
  return theme === "auto" ? system : theme === "dark";
}
