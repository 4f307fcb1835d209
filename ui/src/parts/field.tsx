/** Fields with their labels, and a form that tells how it went. */
import type { ComponentChildren, InputHTMLAttributes, PartialInputHTMLAttributes } from "preact";
import { useId, useState } from "preact/hooks";
import { sentence } from "../api/error";

type InputProps = PartialInputHTMLAttributes<HTMLInputElement>;

/** A labelled field of one line. */
export function Field({
  label,
  hint,
  onText,
  ...input
}: Omit<InputProps, "label"> & {
  label: string;
  hint?: ComponentChildren;
  /** The id of a list of proposals. */
  list?: string;
  onText: (text: string) => void;
}) {
  const about = useId();
  const line = (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        {...(input as InputHTMLAttributes<HTMLInputElement>)}
        aria-describedby={hint ? about : undefined}
        onInput={event => onText(event.currentTarget.value)}
      />
    </label>
  );
  if (!hint) return line;
  return (
    <div class="field">
      {line}
      <small id={about}>{hint}</small>
    </div>
  );
}

/** A labelled choice of one. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChoice,
}: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChoice: (value: T) => void;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      <select class="input" value={value} onChange={event => onChoice(event.currentTarget.value as T)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A form that waits for what it does, and says what was wrong with it. */
export function Form({
  send,
  children,
  button,
  also,
}: {
  send: () => Promise<void>;
  children: ComponentChildren;
  button: string;
  also?: ComponentChildren;
}) {
  const { busy, problem, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    run(send);
  };
  return (
    <form class="stack" onSubmit={submit}>
      {children}
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <div class="row">
        <button type="submit" class="button primary" disabled={busy}>
          {button}
        </button>
        {also}
      </div>
    </form>
  );
}

/** Something that takes a while and may fail: never twice at once. */
export function useAction() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (action: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await action();
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}
