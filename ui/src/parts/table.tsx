/** A table that scrolls by itself where the screen is narrow, also by keyboard. */
import type { ComponentChildren } from "preact";

export function Table({
  caption,
  kind = "",
  after,
  children,
}: {
  /** What it is, for those who hear the page. */
  caption: string;
  kind?: string;
  /** What stands below it. */
  after?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class={`table-frame ${kind}`} tabIndex={0} aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        {children}
      </table>
      {after}
    </section>
  );
}
