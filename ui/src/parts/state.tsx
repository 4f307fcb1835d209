/** What stands where there is nothing to show yet, nothing at all, or something went wrong. */
import type { ComponentChildren } from "preact";
import { sentence } from "../api/error";
import type { Resource } from "../resource";

/** Nothing is there, and what one can do about it. */
export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** What went wrong, and a way to try again. */
export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  return (
    <div class="note bad row spread" role="alert">
      <span>{sentence(error)}</span>
      {again && (
        <button type="button" class="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Lines of the height that the text will have, so that nothing jumps when it comes. */
export function Waiting({ what, lines = 3 }: { what: string; lines?: number }) {
  return (
    <div class="stack padded" aria-busy="true">
      <span class="hidden" role="status">
        {`Loading ${what}.`}
      </span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="waiting" />
      ))}
    </div>
  );
}

/** An answer once it is there. A later failure is told above what was there before. */
export function Shown<T>({
  of,
  what,
  lines,
  children,
}: {
  of: Resource<T>;
  what: string;
  lines?: number;
  children: (data: T) => ComponentChildren;
}) {
  const failed = of.error !== undefined && <Failed error={of.error} again={of.again} />;
  if (of.data === undefined) return failed || <Waiting what={what} {...(lines ? { lines } : {})} />;
  return (
    <>
      {failed}
      {children(of.data)}
    </>
  );
}

/** How something is, in a word and a sign: nobody has to tell colours apart. */
export function Badge({ level, children }: { level: Level; children: ComponentChildren }) {
  return (
    <span class={`badge ${level}`}>
      <span aria-hidden="true">{SIGNS[level]}</span>
      {children}
    </span>
  );
}

export type Level = "good" | "warn" | "bad" | "plain";

const SIGNS: Record<Level, string> = { good: "✓", warn: "!", bad: "✕", plain: "•" };
