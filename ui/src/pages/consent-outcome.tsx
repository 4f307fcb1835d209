/** What became of a consent at Google, as the redirect from there tells it in the address of `/tokens`. */
import type { ComponentChildren } from "preact";
import { failureText } from "./failures";

export function ConsentOutcome({ params, children }: { params: URLSearchParams; children?: ComponentChildren }) {
  const outcome = params.get("google_oauth2");
  if (outcome === null) return null;
  const good = outcome === "authorized";
  const name = params.get("token_name") || "your token";
  return (
    <div class={good ? "note good row spread" : "note bad row spread"} role="status">
      <span>
        {good
          ? `Your Google Calendar is connected to ${name}. Its events appear as metrics within a minute or so.`
          : `Your Google Calendar is not connected: ${failureText(params.get("detail"))}`}
      </span>
      {children}
    </div>
  );
}
