/** Keeps the chart that is shown on a dashboard. */
import { useEffect, useRef, useState } from "preact/hooks";
import { addChart, listDashboards } from "../api/dashboards";
import { Field, Form } from "../parts/field";
import { useResource } from "../resource";

export function AddTo({ chart, done }: { chart: string; done: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const dashboards = useResource("dashboards", listDashboards);
  const [name, setName] = useState("");
  const names = dashboards.data?.dashboards.map(dashboard => dashboard.name) ?? [];
  useEffect(() => dialog.current?.showModal(), []);
  const send = async () => {
    await addChart(name.trim(), chart);
    dialog.current?.close();
  };
  const cancel = (
    <button type="button" class="button" onClick={() => dialog.current?.close()}>
      Cancel
    </button>
  );
  return (
    <dialog ref={dialog} onClose={done} aria-labelledby="add-title">
      <div class="stack">
        <h2 id="add-title">Keep this chart on a dashboard</h2>
        <Form send={send} button="Keep it" also={cancel}>
          <Field
            label="Dashboard"
            list="dashboards"
            required
            maxLength={100}
            placeholder="Home"
            value={name}
            onText={setName}
            hint="One that is there, or the name of a new one."
          />
          <datalist id="dashboards">
            {names.map(name => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </Form>
      </div>
    </dialog>
  );
}
