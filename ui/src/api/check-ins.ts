/** Check-ins: whether somebody is all right, and who is told if not. Times are RFC 3339, in seconds. */
import { get, patch, post, put, query, remove } from "./client";

export type AlarmReason = "no_answer" | "unreachable" | "bad";

export type Settings = {
  active: boolean;
  cron_expression: string;
  time_zone: string;
  max_retries: number;
  wait_time_in_minutes: number;
  after_alarm: "disable" | "stay_armed";
  acknowledge_time_in_minutes: number;
  next_run_at: string | null;
  paused_until: string | null;
  pending_probe_id: number | null;
  asked_for_at: string | null;
  alarm: { probe_id: number; reason: AlarmReason; raised_at: string; acknowledged_by: number | null } | null;
  drill: { at: string; confirmed_by: number[] } | null;
  opted_out: boolean;
  /** Null where nothing was ever chosen. */
  created_at: string | null;
};

export type Contact = {
  id: number;
  first_name: string;
  last_name: string;
  phone_number: string;
  email: string;
  is_emergency_contact: boolean;
  consent: "unasked" | "told" | "agreed" | "opted_out";
};

export type ContactFields = Omit<Contact, "id" | "consent">;

export type ProbeStatus = "pending" | "good" | "bad" | "unavailable" | "cancelled";

export type Probe = {
  id: number;
  status: { name: ProbeStatus };
  origin: "scheduled" | "asked" | "early" | "distress";
  retry_count: number;
  response_time_ms: number | null;
  alarmed: { contact_id: number }[];
  created_at: string;
};

/** The envelope of users' and check-ins' answers. */
export type Enveloped<T> = { data: T; paging?: { total: number; page: number; pages: number } | null };

/** What the envelope holds. */
export async function opened<T>(answer: Promise<Enveloped<T>>): Promise<T> {
  return (await answer).data;
}

const MINE = "/users/me";
const SETTINGS = `${MINE}/probe_settings`;
const CONTACTS = `${MINE}/contacts`;

export const showSettings = (signal?: AbortSignal) => opened(get<Enveloped<Settings>>(SETTINGS, signal));

export const changeSettings = (change: Partial<Settings>) => put<unknown>(SETTINGS, change);

/** The next runs of a schedule that is not chosen yet. */
export const previewRuns = (cron_expression: string, time_zone: string, signal?: AbortSignal) =>
  opened(
    get<Enveloped<{ next_runs: string[] }>>(
      `${SETTINGS}/preview${query({ cron_expression, time_zone, count: 3 })}`,
      signal,
    ),
  );

/** `until` is a day, or a time. */
export const pause = (until: string) => put<unknown>(`${SETTINGS}/pause`, { until });

export const endPause = () => remove<unknown>(`${SETTINGS}/pause`);

/** The next run; it is named, so that a request that is sent again skips no other. */
export const skipRun = (next_run_at: string) => post<unknown>(`${SETTINGS}/skip`, { next_run_at });

export const checkIn = () => post<unknown>(`${MINE}/probes/check-in`, {});

export const askMe = (in_minutes: number) => post<unknown>(`${MINE}/probes`, { in_minutes });

export const listProbes = (signal?: AbortSignal) => opened(get<Enveloped<Probe[]>>(`${MINE}/probes`, signal));

export const listContacts = (signal?: AbortSignal) => opened(get<Enveloped<Contact[]>>(CONTACTS, signal));

export const addContact = (contact: ContactFields) => post<unknown>(CONTACTS, contact);

export const changeContact = (id: number, contact: ContactFields) => put<unknown>(`${CONTACTS}/${id}`, contact);

export const removeContact = (id: number) => remove<unknown>(`${CONTACTS}/${id}`);

export const orderContacts = (order: number[]) => put<unknown>(CONTACTS, { order });

export const drill = () => post<unknown>(`${CONTACTS}/drill`);

export const myPhone = async (signal?: AbortSignal) =>
  (await opened(get<Enveloped<{ phone_number: string | null }>>(MINE, signal))).phone_number;

export const setPhone = (phone_number: string | null) => patch<unknown>(MINE, { phone_number });
