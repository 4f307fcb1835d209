/** What a chart shows, as CSV (RFC 4180), and any text as a file. */
import type { Drawn } from "./load";

/** A line a time, a column a series. */
export function csvOf(drawn: Drawn): string {
  const columns = drawn.lines.map(line => line.label || drawn.agg);
  const head = ["timestamp", "time", ...columns];
  const rows = drawn.times.flatMap((time, at) => {
    const values = drawn.lines.map(line => line.values[at]);
    if (values.every(value => typeof value !== "number")) return [];
    return [[time, new Date(time).toISOString(), ...values.map(value => value ?? "")]];
  });
  return [head, ...rows].map(row => row.map(cell).join(",")).join("\r\n");
}

function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Has the browser keep `content` under a name made of `name`. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replaceAll(/[^\w.-]+/g, "_");
  link.click();
  URL.revokeObjectURL(address);
}
