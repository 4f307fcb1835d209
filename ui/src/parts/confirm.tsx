/** Asks before something is done that cannot be undone. */
import { useEffect, useRef } from "preact/hooks";
import { useAction } from "./field";

export function Confirm({
  title,
  text,
  button,
  done,
  act,
}: {
  title: string;
  text: string;
  button: string;
  /** Called when it is over, one way or the other. */
  done: () => void;
  act: () => Promise<void>;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { busy, problem, run } = useAction();
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = () =>
    run(async () => {
      await act();
      done();
    });
  return (
    <dialog ref={dialog} onClose={done} aria-labelledby="confirm-title">
      <div class="stack">
        <h2 id="confirm-title">{title}</h2>
        <p>{text}</p>
        {problem && (
          <p class="note bad" role="alert">
            {problem}
          </p>
        )}
        <div class="row">
          <button type="button" class="button danger" disabled={busy} onClick={confirm}>
            {button}
          </button>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </div>
    </dialog>
  );
}
