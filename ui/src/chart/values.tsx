/** The values of a chart in a table, as a file, and, where they are the points themselves, to correct or delete. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { deletePoint, type Metric, type Point, readCsv } from "../api/points";
import { countText, unitOf, valueText } from "../number";
import { Confirm } from "../parts/confirm";
import { useAction } from "../parts/field";
import { Table as Frame } from "../parts/table";
import { useSettings } from "../settings";
import { exact, stamp } from "../time";
import { csvOf, download } from "./csv";
import type { Drawn } from "./load";
import { PointForm } from "./point-form";
import type { Span } from "./steps";
import type { View } from "./view";

/** More rows nobody reads; they are in the file. */
const MOST_ROWS = 200;

type Props = { metric: Metric; view: View; span: Span; drawn: Drawn; changed: () => void };

export function Values({ metric, view, span, drawn, changed }: Props) {
  const [open, setOpen] = useState(false);
  const { busy, problem, run } = useAction();
  const shown = () => download(`${metric.name}.csv`, new Blob([csvOf(drawn)], { type: "text/csv" }));
  const all = () =>
    run(async () => download(`${metric.name}.csv`, await readCsv(metric.name, { ...span, where: view.where })));
  return (
    <div class="values">
      <div class="row values-bar">
        <button type="button" class="button quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide the table" : "Show as a table"}
        </button>
        <button type="button" class="button quiet" onClick={shown}>
          What is shown as CSV
        </button>
        <button type="button" class="button quiet" disabled={busy} onClick={all}>
          Every point of this range as CSV
        </button>
      </div>
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      {open &&
        (drawn.points ? (
          <Points metric={metric} points={drawn.points} changed={changed} />
        ) : (
          <Steps metric={metric} drawn={drawn} />
        ))}
    </div>
  );
}

/** A row a time, a column a line. */
function Steps({ metric, drawn }: { metric: Metric; drawn: Drawn }) {
  const { zone } = useSettings();
  const unit = unitOf(metric.name);
  const rows = drawn.times
    .map((_, at) => at)
    .filter(at => drawn.lines.some(line => typeof line.values[at] === "number"));
  const newest = rows.toReversed().slice(0, MOST_ROWS);
  return (
    <Table caption={`Values of ${metric.name}`} rest={rows.length - newest.length}>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {drawn.lines.map(line => (
            <th key={line.label} scope="col" class="right">
              {line.label || drawn.agg}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {newest.map(at => (
          <tr key={at}>
            <td class="number" title={exact(drawn.times[at] as number, zone)}>
              {stamp(drawn.times[at] as number, zone)}
            </td>
            {drawn.lines.map(line => (
              <td key={line.label} class="right number">
                {valueText(line.values[at], unit)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** A row a point. What is ours to make nobody corrects by hand. */
function Points({ metric, points, changed }: { metric: Metric; points: Point[]; changed: () => void }) {
  const { zone } = useSettings();
  const unit = unitOf(metric.name);
  const [edited, setEdited] = useState<Point>();
  const [doomed, setDoomed] = useState<Point>();
  const writable = !metric.name.startsWith("imp.");
  const newest = points.toReversed().slice(0, MOST_ROWS);
  const remove = async (point: Point) => {
    await deletePoint(metric.name, point);
    changed();
  };
  return (
    <>
      <Table caption={`Points of ${metric.name}`} rest={points.length - newest.length}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Dimensions</th>
            <th scope="col" class="right">
              Value
            </th>
            {writable && <th scope="col" aria-label="What can be done" />}
          </tr>
        </thead>
        <tbody>
          {newest.map(point => (
            <tr key={JSON.stringify([point.timestamp, point.dimensions])}>
              <td class="number" title={exact(point.timestamp, zone)}>
                {stamp(point.timestamp, zone)}
              </td>
              <td>{dimensionsText(point)}</td>
              <td class="right number">{valueText(point.value, unit)}</td>
              {writable && (
                <td class="right">
                  <button type="button" class="button quiet" onClick={() => setEdited(point)}>
                    Correct
                  </button>
                  <button type="button" class="button quiet danger" onClick={() => setDoomed(point)}>
                    Delete
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
      {edited && <PointForm metric={metric.name} point={edited} done={() => setEdited(undefined)} changed={changed} />}
      {doomed && (
        <Confirm
          title="Delete this point?"
          text={`${valueText(doomed.value, unit)} of ${exact(doomed.timestamp, zone)} goes for good.`}
          button="Delete it"
          done={() => setDoomed(undefined)}
          act={() => remove(doomed)}
        />
      )}
    </>
  );
}

function Table({ caption, rest, children }: { caption: string; rest: number; children: ComponentChildren }) {
  const after = 0 < rest && <p class="padded soft">{countText(rest)} older rows are in the CSV.</p>;
  return (
    <Frame caption={caption} kind="values-table" after={after}>
      {children}
    </Frame>
  );
}

function dimensionsText({ dimensions }: Point): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => `${key}: ${value}`);
  return pairs.join(" · ") || "–";
}
