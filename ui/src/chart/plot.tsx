/** A plot: uPlot, with our colours, units and gestures. It is drawn anew when what it shows changes. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { shortValue, type Unit } from "../number";
import { useDark } from "../settings";
import { dayText, tickText } from "../time";
import type { Drawn } from "./load";
import { inksOf, strokeOf } from "./palette";
import type { Span } from "./steps";

export type PlotProps = {
  drawn: Drawn;
  span: Span;
  unit: Unit;
  zone: string;
  width: number;
  height: number;
  /** Lines that somebody has switched off. */
  off: ReadonlySet<number>;
  /** Charts with one name have one cursor. */
  sync: string;
  label: string;
  onHover: (at: number | null) => void;
  onZoom: (span: Span) => void;
  onBack: () => void;
};

/** Less than this many pixels is a click and no drag. */
const SHORTEST_DRAG_PX = 6;
const FONT = "12px system-ui, 'DejaVu Sans', sans-serif";

export function Plot(props: PlotProps) {
  const { drawn, span, unit, zone, width, height, off, sync, label } = props;
  const dark = useDark();
  const place = useRef<HTMLDivElement>(null);
  const handlers = useRef(props);
  handlers.current = props;
  useEffect(() => {
    if (!place.current || width < 1) return;
    const plot = new uPlot(optionsOf(handlers, dark), dataOf(drawn), place.current);
    return () => plot.destroy();
  }, [drawn, span.start, span.end, unit, zone, width, height, off, sync, dark]);
  return <div ref={place} class="plot" role="img" aria-label={label} style={{ height: `${height}px` }} />;
}

function dataOf({ times, lines, band }: Drawn): uPlot.AlignedData {
  const bands = band ? [band.low, band.high] : [];
  return [times, ...lines.map(line => line.values), ...bands] as uPlot.AlignedData;
}

function optionsOf(props: { current: PlotProps }, dark: boolean): uPlot.Options {
  const { drawn, span, unit, zone, width, height, sync } = props.current;
  return {
    width,
    height,
    ms: 1,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    tzDate: time => uPlot.tzDate(new Date(time), zone),
    scales: { x: { time: true, range: [span.start, span.end] }, y: { range: yRange(drawn) } },
    axes: axesOf(unit, zone, dark),
    series: seriesOf(props.current, dark),
    bands: drawn.band
      ? [{ series: [drawn.lines.length + 2, drawn.lines.length + 1], fill: `${strokeOf(0, dark).colour}26` }]
      : [],
    cursor: {
      sync: { key: sync, setSeries: false },
      drag: { x: true, y: false, setScale: false, dist: SHORTEST_DRAG_PX },
      points: { size: 8 },
      bind: {
        dblclick: () => () => {
          props.current.onBack();
          return null;
        },
      },
    },
    hooks: {
      setCursor: [plot => props.current.onHover(plot.cursor.idx ?? null)],
      setSelect: [plot => zoomed(plot, props.current)],
    },
  };
}

function zoomed(plot: uPlot, { onZoom }: PlotProps): void {
  const { left, width } = plot.select;
  if (width < SHORTEST_DRAG_PX) return;
  const [start, end] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
  onZoom({ start: Math.round(start), end: Math.round(end) });
}

/** Sums and counts stand on zero; other values have room round them. */
function yRange({ bars, agg }: Drawn): uPlot.Range.Config | uPlot.Range.Function {
  const zero = bars || agg === "sum" || agg === "count";
  return (_plot, least, most) => {
    if (least === null || most === null) return [0, 1];
    if (zero)
      return uPlot.rangeNum(Math.min(0, least), Math.max(0, most) || 1, { min: { mode: 1 }, max: { pad: 0.1 } });
    return uPlot.rangeNum(least, most, 0.12, true);
  };
}

function axesOf(unit: Unit, zone: string, dark: boolean): uPlot.Axis[] {
  const { text, grid, axis } = inksOf(dark);
  const common = { stroke: text, font: FONT, ticks: { stroke: axis, width: 1, size: 5 } };
  const y: uPlot.Axis = {
    ...common,
    grid: { stroke: grid, width: 1 },
    size: (_plot, values) => 18 + 7 * Math.max(3, ...(values ?? []).map(text => text.length)),
    values: (_plot, ticks) => ticks.map(tick => shortValue(tick, unit)),
  };
  if (unit === "duration") y.incrs = DURATION_TICKS;
  const x: uPlot.Axis = {
    ...common,
    grid: { show: false },
    space: 70,
    size: 42,
    values: (_plot, ticks, _axis, _space, every) => timeTicks(ticks, every, zone),
  };
  return [x, y];
}

/** Times, and below them the day wherever another begins. */
function timeTicks(ticks: number[], every: number, zone: string): string[] {
  let shown = "";
  return ticks.map(tick => {
    const text = tickText(tick, every, zone);
    const day = every < 86_400_000 ? dayText(tick, zone) : "";
    const begins = day !== shown;
    shown = day;
    return begins ? `${text}\n${day}` : text;
  });
}

/** Milliseconds that people count durations in. */
const DURATION_TICKS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 14_400_000, 21_600_000, 36_000_000, 72_000_000, 180_000_000,
  360_000_000, 720_000_000, 1_800_000_000, 3_600_000_000, 7_200_000_000, 18_000_000_000, 36_000_000_000,
];

function seriesOf({ drawn, off }: PlotProps, dark: boolean): uPlot.Series[] {
  const lines = drawn.lines.map((_line, n): uPlot.Series => {
    const { colour, dash } = strokeOf(n, dark);
    const common: uPlot.Series = { stroke: colour, width: 1.75, dash, show: !off.has(n) };
    if (drawn.bars) {
      const paths = uPlot.paths.bars?.({ size: [0.82, 48, 1], align: 1, radius: 0.12 });
      return { ...common, width: 0, fill: colour, points: { show: false }, ...(paths ? { paths } : {}) };
    }
    return { ...common, points: { filter: isolated, size: 6, fill: colour } };
  });
  const edge: uPlot.Series = { width: 0, points: { show: false } };
  return [{}, ...lines, ...(drawn.band ? [edge, edge] : [])];
}

/** Where lines are dense only points without neighbours are drawn: no line would show them. */
function isolated(plot: uPlot, series: number, show: boolean): number[] | null {
  if (show) return null;
  const values = plot.data[series] as (number | null | undefined)[];
  const there = values.flatMap((value, at) => (value === undefined ? [] : [at]));
  return there.filter((at, n) => {
    const beside = [there[n - 1], there[n + 1]].map(at => (at === undefined ? null : values[at]));
    return typeof values[at] === "number" && beside.every(value => value === null);
  });
}
