/** One metric's chart: what is shown in a sentence, the lines and their names, and the values in a table. */
import { useMemo, useRef, useState } from "preact/hooks";
import type { Metric } from "../api/points";
import { countText, unitOf } from "../number";
import { Failed, Waiting } from "../parts/state";
import { useResource } from "../resource";
import { useSettings } from "../settings";
import { Legend } from "./legend";
import { type Drawn, load, MOST_LINES } from "./load";
import { Plot } from "./plot";
import { nameOf, type Span } from "./steps";
import { Values } from "./values";
import { AGGREGATES, type View } from "./view";
import { useWidth } from "./width";

/** Widths are rounded down to so many pixels, so that a scroll bar does not ask for everything again. */
const WIDTH_STEP = 40;
const TALL = 380;
const SHORT = 240;

export type PanelProps = {
  metric: Metric;
  view: View;
  span: Span;
  /** Whether it stands among others. */
  among: boolean;
  /** Where its name leads, where it stands among others. */
  address?: string;
  changed: () => void;
  onZoom: (span: Span) => void;
  onBack: () => void;
  onRemove: () => void;
};

export function Panel(props: PanelProps) {
  const { metric, view, span, among, address, changed, onZoom, onBack, onRemove } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const { zone } = useSettings();
  const pixels = Math.floor(width / WIDTH_STEP) * WIDTH_STEP;
  const unit = unitOf(metric.name);
  const what = [metric.name, metric.last_write, view.agg, view.step, view.groupBy, view.where, span, zone, pixels];
  const shown = useResource(
    pixels > 0 ? JSON.stringify(what) : null,
    signal => load(metric, view, span, zone, pixels, signal),
    { keep: true },
  );
  const [at, setAt] = useState<number | null>(null);
  const [off, setOff] = useState<ReadonlySet<number>>(new Set());
  const toggle = (line: number) => setOff(off => flipped(off, line));
  const height = among ? SHORT : TALL;
  const drawn = shown.data;
  const text = useMemo(() => (drawn ? sentence(drawn, metric) : ""), [drawn, metric]);
  return (
    <section class="card panel" aria-label={metric.name}>
      <div class="panel-head row spread">
        <div>
          {among && <h2>{address ? <a href={address}>{metric.name}</a> : metric.name}</h2>}
          <p class="soft">{text || "\u00a0"}</p>
        </div>
        {among && (
          <button type="button" class="button quiet" onClick={onRemove} aria-label={`Remove ${metric.name}`}>
            Remove
          </button>
        )}
      </div>
      {shown.error !== undefined && <Failed error={shown.error} again={shown.again} />}
      <div ref={frame} class={shown.loading ? "canvas loading" : "canvas"} style={{ minHeight: `${height}px` }}>
        {!drawn && shown.error === undefined && <Waiting what={metric.name} lines={4} />}
        {drawn && drawn.times.length > 0 && (
          <Plot
            drawn={drawn}
            span={span}
            unit={unit}
            zone={zone}
            width={width}
            height={height}
            off={off}
            sync="impulses"
            label={`${metric.name}: ${text}`}
            onHover={setAt}
            onZoom={onZoom}
            onBack={onBack}
          />
        )}
        {drawn && drawn.times.length === 0 && <Nothing filtered={view.where.length > 0} />}
      </div>
      {drawn && drawn.times.length > 0 && <Legend drawn={drawn} unit={unit} at={at} off={off} toggle={toggle} />}
      {!address && drawn && drawn.times.length > 0 && (
        <Values metric={metric} view={view} span={span} drawn={drawn} changed={changed} />
      )}
    </section>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <div class="empty">
      <h2>No points here</h2>
      <p>
        {filtered ? "None in this range has these dimensions." : "None lies in this range. Another one may have some."}
      </p>
    </div>
  );
}

function flipped(set: ReadonlySet<number>, one: number): ReadonlySet<number> {
  const out = new Set(set);
  if (!out.delete(one)) out.add(one);
  return out;
}

/** What is drawn, in words. */
function sentence(drawn: Drawn, metric: Metric): string {
  const { agg, step, lines, hidden, cut, points } = drawn;
  const parts: string[] = [];
  if (step === null) {
    const count = points?.length ?? 0;
    parts.push(
      cut
        ? `The newest ${countText(count)} points; zoom in for the others`
        : `${countText(count)} points, each as it is`,
    );
  } else {
    const name = AGGREGATES.find(([one]) => one === agg)?.[1] ?? agg;
    parts.push(`${name} of each ${nameOf(step)}${drawn.band ? ", with the least and the greatest round it" : ""}`);
    parts.push(`out of ${countText(metric.count)} points in all`);
  }
  if (hidden > 0) parts.push(`the ${MOST_LINES} fullest of ${countText(lines.length + hidden)} groups`);
  return `${parts.join("; ")}.`;
}
