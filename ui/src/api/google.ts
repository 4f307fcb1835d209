/** Connections to Google. Times are in seconds. */
import { get, put, query, remove } from "./client";

export type ConnectionStatus = "connected" | "failing" | "consent_needed" | "token_expired";

export type Problem = { event_id: string; line: string; reason: string };

export type Polled = { calendar_id: string; last_sync_at: number | null; has_sync_token: boolean };

export type Connection = {
  provider: string;
  product: string;
  token_id: string;
  token_name: string;
  connected: boolean;
  updated_at: number;
  status: ConnectionStatus;
  failing_since: number | null;
  failure: string | null;
  calendars: Polled[];
  problems: Problem[];
};

export type Calendar = { id: string; summary: string; time_zone: string | null; primary: boolean };

const CONFIGS = "/oauth2/google/configs";

export const listConnections = (signal?: AbortSignal) => get<Connection[]>(CONFIGS, signal);

/** Where its owner consents; the account is then connected to this data token, which may read. */
export async function beginConsent(token_id: string): Promise<string> {
  return (await get<{ url: string }>(`/oauth2/google/auth${query({ token_id })}`)).url;
}

export const disconnect = (token: string) => remove<null>(`${CONFIGS}/${encodeURIComponent(token)}`);

export const listCalendars = (token: string, signal?: AbortSignal) =>
  get<Calendar[]>(`${CONFIGS}/${encodeURIComponent(token)}/calendars`, signal);

export const chooseCalendars = (token: string, calendars: string[]) =>
  put<unknown>(`${CONFIGS}/${encodeURIComponent(token)}/calendars`, { calendars });
