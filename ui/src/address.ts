/** The address bar holds what the page shows: whoever copies it shows somebody else the same. */
import { useEffect, useState } from "preact/hooks";
import { isPath } from "./paths";

const CHANGED = "impulses:address";

/** Goes to an address of ours. `replace` leaves no step behind for the back button. */
export function go(to: string, { replace = false } = {}): void {
  const from = location.pathname;
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  dispatchEvent(new Event(CHANGED));
  if (location.pathname !== from) scrollTo(0, 0);
}

/** Changes parameters of this address: null removes one, a list repeats it. */
export function change(values: Record<string, string | string[] | null>, { replace = false } = {}): void {
  const params = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    params.delete(name);
    for (const one of [value ?? []].flat()) params.append(name, one);
  }
  const text = params.toString();
  go(location.pathname + (text ? `?${text}` : ""), { replace });
}

/** The address, whenever it changes. */
export function useAddress(): URL {
  const [address, setAddress] = useState(() => new URL(location.href));
  useEffect(() => {
    const read = () => setAddress(new URL(location.href));
    addEventListener("popstate", read);
    addEventListener(CHANGED, read);
    return () => {
      removeEventListener("popstate", read);
      removeEventListener(CHANGED, read);
    };
  }, []);
  return address;
}

/** Follows links to pages of ours without loading anything anew. */
export function followLinks(): void {
  document.addEventListener("click", event => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hash || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || !isPath(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
