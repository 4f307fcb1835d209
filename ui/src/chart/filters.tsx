/** Only points that have these dimensions. Values are proposed once somebody is about to write one. */
import { useState } from "preact/hooks";
import { change } from "../address";
import { type Metric, readColumns } from "../api/points";
import { useResource } from "../resource";

/** More proposals nobody reads. */
const MOST_VALUES = 200;

type Props = { keys: string[]; where: string[]; metrics: Metric[] };

export function Filters({ keys, where, metrics }: Props) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const [asked, setAsked] = useState(false);
  const chosen = keys.includes(key) ? key : (keys[0] ?? "");
  const metric = metrics.find(metric => metric.dimension_keys.includes(chosen));
  const values = useResource(asked && metric ? `${metric.name} ${chosen}` : null, signal =>
    metric ? valuesOf(metric, chosen, signal) : Promise.resolve([]),
  );
  if (keys.length === 0 && where.length === 0) return null;
  const add = (event: Event) => {
    event.preventDefault();
    if (!chosen) return;
    change({ where: [...new Set([...where, `${chosen}=${value}`])] });
    setValue("");
  };
  return (
    <form class="row filters" onSubmit={add}>
      <span class="label">Only where</span>
      {where.map(one => (
        <button
          key={one}
          type="button"
          class="chip"
          aria-label={`Remove the filter ${one}`}
          onClick={() => change({ where: where.filter(other => other !== one) })}
        >
          {one} <span aria-hidden="true">✕</span>
        </button>
      ))}
      <select class="input" aria-label="Dimension" value={chosen} onChange={event => setKey(event.currentTarget.value)}>
        {keys.map(key => (
          <option key={key}>{key}</option>
        ))}
      </select>
      <span aria-hidden="true">=</span>
      <input
        class="input"
        aria-label="Value of the dimension"
        placeholder="value"
        list="dimension-values"
        value={value}
        onFocus={() => setAsked(true)}
        onInput={event => setValue(event.currentTarget.value)}
      />
      <datalist id="dimension-values">
        {values.data?.map(value => (
          <option key={value} value={value} />
        ))}
      </datalist>
      <button type="submit" class="button">
        Filter
      </button>
    </form>
  );
}

/** What a dimension of a metric was, the most frequent first. */
async function valuesOf(metric: Metric, key: string, signal: AbortSignal): Promise<string[]> {
  const how = { agg: "count", step: "100y", tz: "UTC", group_by: key };
  const { series } = await readColumns(metric.name, {}, how, signal);
  const counted = series.map(({ dimensions, values }) => ({
    value: dimensions[key] ?? "",
    count: values.reduce((sum: number, count) => sum + (count ?? 0), 0),
  }));
  counted.sort((a, b) => b.count - a.count);
  return counted.slice(0, MOST_VALUES).flatMap(({ value }) => (value ? [value] : []));
}
