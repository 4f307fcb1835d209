/** What the lines are, and what they are worth where somebody points. A click switches one off. */

import { shortValue, type Unit, valueText } from "../number";
import { useDark, useSettings } from "../settings";
import { exact } from "../time";
import type { Drawn } from "./load";
import { strokeOf } from "./palette";

export function Legend({
  drawn,
  unit,
  at,
  off,
  toggle,
}: {
  drawn: Drawn;
  unit: Unit;
  /** The place in `drawn` that somebody points at. */
  at: number | null;
  off: ReadonlySet<number>;
  toggle: (line: number) => void;
}) {
  const dark = useDark();
  const { zone } = useSettings();
  const total = drawn.agg === "sum" || drawn.agg === "count";
  const time = at === null ? undefined : drawn.times[at];
  return (
    <div class="legend">
      <span class="legend-time number">
        {time === undefined ? (total ? "All in all" : "Latest") : exact(time, zone)}
      </span>
      <ul>
        {drawn.lines.map((line, n) => {
          const { colour, dash } = strokeOf(n, dark);
          const value = at !== null ? line.values[at] : total ? sumOf(line.values) : latest(line.values);
          const range = at !== null && drawn.band ? bandText(drawn.band, at, unit) : "";
          return (
            <li key={line.label}>
              <button type="button" aria-pressed={!off.has(n)} onClick={() => toggle(n)}>
                <svg width="22" height="10" aria-hidden="true">
                  <line
                    x1="1"
                    y1="5"
                    x2="21"
                    y2="5"
                    stroke={colour}
                    stroke-width="3"
                    stroke-dasharray={dash.join(" ")}
                  />
                </svg>
                {line.label && <span>{line.label}</span>}
                <b class="number">{drawn.points ? valueText(value, unit) : shortValue(value, unit)}</b>
                {range && <span class="soft number">{range}</span>}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function sumOf(values: (number | null | undefined)[]): number {
  return values.reduce((sum: number, value) => sum + (value ?? 0), 0);
}

function latest(values: (number | null | undefined)[]): number | null {
  return values.findLast(value => typeof value === "number") ?? null;
}

function bandText({ low, high }: NonNullable<Drawn["band"]>, at: number, unit: Unit): string {
  const [least, most] = [low[at], high[at]];
  if (typeof least !== "number" || typeof most !== "number" || least === most) return "";
  return `${shortValue(least, unit)} to ${shortValue(most, unit)}`;
}
