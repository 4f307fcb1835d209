/** Requests to our own server. The browser shows the session's cookie, and says by itself that it is our page that asks. */
import { errorOf, unanswered } from "./error";

/** What a request may have beside its path. */
export type Asked = {
  body?: unknown;
  /** A data token to act as, in place of the session. */
  token?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
};

/** Called when an answer says that nobody is signed in any more. */
let whenSignedOut: () => void = () => {};

/** Has `then` called whenever the session turns out to have ended. */
export function onSignedOut(then: () => void): void {
  whenSignedOut = then;
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return call<T>("GET", path, signal ? { signal } : {});
}

export function post<T>(path: string, body?: unknown, asked: Asked = {}): Promise<T> {
  return call<T>("POST", path, { ...asked, body });
}

export function put<T>(path: string, body: unknown): Promise<T> {
  return call<T>("PUT", path, { body });
}

export function patch<T>(path: string, body: unknown): Promise<T> {
  return call<T>("PATCH", path, { body });
}

export function remove<T>(path: string): Promise<T> {
  return call<T>("DELETE", path);
}

/** A request and its JSON; throws an `ApiError`, or what aborting throws. */
export async function call<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
  const response = await answer(method, path, asked);
  return (response.status === 204 ? null : await response.json()) as T;
}

/** A request and its answer, which is a success. */
export async function answer(method: string, path: string, asked: Asked = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", ...asked.headers };
  if (asked.body !== undefined) headers["Content-Type"] = "application/json";
  if (asked.token) headers["X-Data-Token"] = asked.token;
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (asked.signal) init.signal = asked.signal;
  if (asked.body !== undefined) init.body = JSON.stringify(asked.body);
  const response = await fetch(path, init).catch(error => {
    throw asked.signal?.aborted ? error : unanswered();
  });
  if (response.ok) return response;
  const error = await errorOf(response);
  if (error.isSignedOut && !asked.token) whenSignedOut();
  throw error;
}

/** A query string of what is there; a list repeats its name. */
export function query(values: Record<string, string | number | string[] | undefined>): string {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [value].flat().map(one => [name, String(one)]),
  );
  const text = new URLSearchParams(pairs).toString();
  return text ? `?${text}` : "";
}
