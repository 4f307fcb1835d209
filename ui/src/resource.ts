/** What a page has asked the server for: the last answer, what went wrong since, and when to ask again. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export type Resource<T> = {
  /** The last answer; it stays while a newer one is on its way, so that nothing jumps. */
  data: T | undefined;
  error: unknown;
  loading: boolean;
  /** Asks again. */
  again: () => void;
};

type State<T> = { key: string | null; data: T | undefined; error: unknown; loading: boolean };

/** Loads what `key` stands for, again when it changes, and every `everyMs` while somebody can see it. No key, no request. */
export function useResource<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
  { everyMs = 0, keep = false }: { everyMs?: number; keep?: boolean } = {},
): Resource<T> {
  const [state, setState] = useState<State<T>>({ key, data: undefined, error: undefined, loading: key !== null });
  const [round, setRound] = useState(0);
  const loader = useRef(load);
  loader.current = load;
  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    setState(old => ({ ...old, key, data: keep || old.key === key ? old.data : undefined, loading: true }));
    loader.current(controller.signal).then(
      data => controller.signal.aborted || setState({ key, data, error: undefined, loading: false }),
      error => controller.signal.aborted || setState(old => ({ ...old, key, error, loading: false })),
    );
    return () => controller.abort();
  }, [key, round, keep]);
  const again = useCallback(() => setRound(round => round + 1), []);
  useVisibleInterval(again, everyMs);
  return { data: state.data, error: state.error, loading: state.loading, again };
}

/** Calls `tick` every `everyMs` while the page is seen, and at once when it is seen again after that long. 0: never. */
export function useVisibleInterval(tick: () => void, everyMs: number): void {
  useEffect(() => {
    if (everyMs <= 0) return;
    let last = Date.now();
    const look = () => {
      if (document.visibilityState !== "visible" || Date.now() - last < everyMs) return;
      last = Date.now();
      tick();
    };
    const timer = setInterval(look, everyMs);
    document.addEventListener("visibilitychange", look);
    addEventListener("online", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", tick);
    };
  }, [tick, everyMs]);
}
