/** What is shown: range, aggregate, step, group, filters, and other metrics beside it. */
import { change } from "../address";
import type { Metric } from "../api/points";
import { Choice } from "../parts/field";
import { useSettings } from "../settings";
import { exact, spanText } from "../time";
import { Filters } from "./filters";
import { moved, nameOf, RANGES, type Span, STEPS } from "./steps";
import { AGGREGATES, firstRange, timeText, type View } from "./view";

type Props = { metrics: Metric[]; chosen: Metric[]; view: View; span: Span; now: number };

export function Toolbar({ metrics, chosen, view, span, now }: Props) {
  const { zone } = useSettings();
  const current = view.range ?? (view.from < view.to ? null : firstRange(chosen, now));
  const show = (span: Span) => change({ from: timeText(span.start), to: timeText(span.end), range: null });
  const keys = [...new Set(chosen.flatMap(metric => metric.dimension_keys))].sort();
  return (
    <div class="toolbar card padded stack">
      <div class="row spread">
        <fieldset class="segments" aria-label="Range">
          {[...RANGES, ["all", 0, "All", "all points"] as const].map(([name, , short, long]) => (
            <button
              key={name}
              type="button"
              title={long}
              aria-pressed={current === name}
              onClick={() => change({ range: name, from: null, to: null })}
            >
              {short}
            </button>
          ))}
        </fieldset>
        <div class="row">
          <button
            type="button"
            class="button quiet"
            aria-label="Earlier"
            title="Earlier"
            onClick={() => show(moved(span, -0.5))}
          >
            ←
          </button>
          <span class="soft number range-text" title={`${exact(span.start, zone)} to ${exact(span.end, zone)}`}>
            {spanText(span.start, span.end, zone)}
          </span>
          <button
            type="button"
            class="button quiet"
            aria-label="Later"
            title="Later"
            onClick={() => show(moved(span, 0.5))}
          >
            →
          </button>
        </div>
      </div>
      <details class="options" open={isWide()}>
        <summary>Options</summary>
        <div class="stack">
          <div class="fields">
            <Choice
              label="Show"
              value={view.agg}
              options={AGGREGATES}
              onChoice={agg => change({ agg: agg === "auto" ? null : agg })}
            />
            <Choice
              label="Step"
              value={view.step}
              options={[["auto", "Automatic"] as const, ...STEPS.map(([step]) => [step, nameOf(step)] as const)]}
              onChoice={step => change({ step: step === "auto" ? null : step })}
            />
            <Choice
              label="Split by"
              value={view.groupBy ?? ""}
              options={[["", "Nothing"], ...keys.map(key => [key, key] as const)]}
              onChoice={key => change({ by: key || null })}
            />
            <Compare metrics={metrics} chosen={chosen} />
          </div>
          <Filters keys={keys} where={view.where} metrics={chosen} />
        </div>
      </details>
    </div>
  );
}

/** Where there is room, what is shown can be chosen at once; on a telephone the chart comes first. */
function isWide(): boolean {
  return matchMedia("(min-width: 52rem)").matches;
}

function Compare({ metrics, chosen }: { metrics: Metric[]; chosen: Metric[] }) {
  const others = metrics.filter(metric => !chosen.includes(metric));
  if (others.length === 0) return null;
  const names = chosen.map(metric => metric.name);
  return (
    <Choice
      label="Compare with"
      value=""
      options={[["", "Nothing"], ...others.map(({ name }) => [name, name] as const)]}
      onChoice={name => name && change({ metric: [...names, name] })}
    />
  );
}
