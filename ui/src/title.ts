/** The tab's title and icon: the page's name, and the worst that is to be told. */
import { useEffect } from "preact/hooks";
import bad from "./icons/bad.svg";
import warning from "./icons/warning.svg";
import well from "./icons/well.svg";

export type Worst = "well" | "warning" | "bad";

const ICONS: Record<Worst, string> = { well, warning, bad };
const SIGNS: Record<Worst, string> = { well: "", warning: "! ", bad: "✕ " };

let name = "";
let worst: Worst = "well";

function show(): void {
  document.title = `${SIGNS[worst]}${name ? `${name} · ` : ""}Impulses`;
  document.getElementById("icon")?.setAttribute("href", ICONS[worst]);
}

/** Names the page that is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    name = title;
    show();
  }, [title]);
}

/** Shows the worst that is the matter. */
export function useWorst(now: Worst): void {
  useEffect(() => {
    worst = now;
    show();
  }, [now]);
}
