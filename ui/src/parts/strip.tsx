/** A metric's last 30 days at a glance: an average line, or bars of sums. It decorates what the row says in words. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { inksOf, strokeOf } from "../chart/palette";
import { useDark } from "../settings";

export type StripData = { times: number[]; values: (number | null)[]; start: number; end: number; bars: boolean };

const WIDTH = 190;
const HEIGHT = 40;

export function Strip({ data }: { data: StripData }) {
  const place = useRef<HTMLDivElement>(null);
  const dark = useDark();
  useEffect(() => {
    if (!place.current || data.times.length === 0) return;
    const plot = new uPlot(optionsOf(data, dark), [data.times, data.values] as uPlot.AlignedData, place.current);
    return () => plot.destroy();
  }, [data, dark]);
  return <div ref={place} aria-hidden="true" />;
}

function optionsOf({ start, end, bars }: StripData, dark: boolean): uPlot.Options {
  const { colour } = strokeOf(0, dark);
  const paths = bars ? uPlot.paths.bars?.({ size: [0.7, 12], align: 1 }) : undefined;
  const line: uPlot.Series = { stroke: colour, width: 1.5, points: { size: 3, fill: colour } };
  const bar: uPlot.Series = { width: 0, fill: colour, points: { show: false }, ...(paths ? { paths } : {}) };
  return {
    width: WIDTH,
    height: HEIGHT,
    ms: 1,
    padding: [4, 3, 4, 3],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { range: [start, end] }, y: { range: (_plot, least, most) => yRange(least, most, bars) } },
    axes: [
      { show: true, size: 1, values: () => [], grid: { show: false }, ticks: { show: false }, border: border(dark) },
      { show: false },
    ],
    series: [{}, bars ? bar : line],
  };
}

function border(dark: boolean): uPlot.Axis.Border {
  return { show: true, stroke: inksOf(dark).grid, width: 1 };
}

function yRange(least: number, most: number, bars: boolean): uPlot.Range.MinMax {
  if (least === null || most === null) return [0, 1];
  return bars ? [Math.min(0, least), Math.max(0, most) || 1] : uPlot.rangeNum(least, most, 0.1, true);
}
