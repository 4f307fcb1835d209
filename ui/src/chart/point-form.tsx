/** Adds a point by hand, or corrects one: time and dimensions are what a point is, so correcting changes the value. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api/error";
import { type Dimensions, type Point, writePoint } from "../api/points";
import { Field, Form } from "../parts/field";
import { useSettings } from "../settings";
import { momentOf, wallClock } from "../time";

export function PointForm({
  metric,
  point,
  keys = [],
  done,
  changed,
}: {
  /** Where it goes; without a name it is asked for. */
  metric: string;
  /** The one that is corrected. */
  point?: Point;
  /** Dimensions that points of this metric have. */
  keys?: string[];
  done: () => void;
  changed: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { zone } = useSettings();
  const [name, setName] = useState(metric);
  const [time, setTime] = useState(() => wallClock(point?.timestamp ?? Date.now(), zone));
  const [value, setValue] = useState(point ? String(point.value) : "");
  const [text, setText] = useState(() => (point ? "" : keys.map(key => `${key}=\n`).join("")));
  useEffect(() => dialog.current?.showModal(), []);
  const send = async () => {
    await writePoint(name.trim(), {
      timestamp: point?.timestamp ?? timeOf(time, zone),
      dimensions: point?.dimensions ?? dimensionsOf(text),
      value: numberOf(value),
    });
    dialog.current?.close();
    changed();
  };
  return (
    <dialog ref={dialog} onClose={done} aria-labelledby="point-title">
      <div class="stack">
        <h2 id="point-title">{point ? "Correct a point" : "Add a point"}</h2>
        <Form
          send={send}
          button={point ? "Save" : "Add"}
          also={
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          }
        >
          {!metric && (
            <Field label="Metric" required value={name} onText={setName} placeholder="coffee" maxLength={99} />
          )}
          <div class="fields">
            <Field
              label={`Time (${zone.replaceAll("_", " ")})`}
              type="datetime-local"
              step="1"
              required
              disabled={point !== undefined}
              value={time}
              onText={setTime}
            />
            <Field label="Value" inputMode="decimal" required value={value} onText={setValue} placeholder="1" />
          </div>
          {point ? (
            <p class="soft">
              {Object.entries(point.dimensions)
                .map(pair => pair.join(": "))
                .join(" · ") || "No dimensions"}
            </p>
          ) : (
            <label class="field">
              <span>Dimensions</span>
              <textarea
                class="input"
                value={text}
                placeholder="kind=espresso"
                onInput={event => setText(event.currentTarget.value)}
              />
              <small>One a line, as key=value. None is fine.</small>
            </label>
          )}
        </Form>
      </div>
    </dialog>
  );
}

function timeOf(text: string, zone: string): number {
  const time = momentOf(text, zone);
  if (Number.isNaN(time)) throw new ApiError(422, "That is no time.");
  return time;
}

function numberOf(text: string): number {
  const value = Number(text.trim().replace(",", "."));
  if (text.trim() === "" || !Number.isFinite(value)) throw new ApiError(422, "The value must be a number, as in 21.5.");
  return value;
}

function dimensionsOf(text: string): Dimensions {
  const lines = text.split("\n").filter(line => line.trim() !== "");
  const pairs = lines.map(line => {
    const at = line.indexOf("=");
    if (at < 1) throw new ApiError(422, `“${line.trim()}” is no dimension: write key=value.`);
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
  });
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}
