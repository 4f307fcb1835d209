/** A text that somebody will want elsewhere, and a button that takes it there. */
import { useEffect, useState } from "preact/hooks";

/** How long the button says that it is done. */
const SAID_MS = 2_000;

export function Copy({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <div class="copy">
      <div class="row spread">
        <span class="label">{label}</span>
        <button type="button" class="button quiet" onClick={copy} aria-label={`Copy ${label.toLowerCase()}`}>
          {copied ? "Copied" : "Copy"}
        </button>
      </div>
      <code class="secret">{text}</code>
      <span class="hidden" role="status">
        {copied ? "Copied." : ""}
      </span>
    </div>
  );
}
