/** What administrators see: users, feature flags, jobs, health. */
import type { Enveloped } from "./check-ins";
import { get, post, query } from "./client";

export type ListedUser = {
  id: string;
  email: string;
  first_name: string | null;
  last_name: string | null;
  role: "ADMIN" | "STANDARD";
  state: "pending" | "active" | "inactive";
  is_active: boolean;
  created_at: string;
};

export type Flag = {
  codename: string;
  label: string;
  description: string;
  is_active: boolean;
  public: boolean;
  is_stale: boolean;
  version: number;
  updated_at: number;
};

export type JobState = "enqueued" | "in-progress" | "scheduled" | "successful" | "dead";

export type Job = {
  id: string;
  handler: string;
  status: { name: JobState };
  fails: number;
  last_error: string | null;
  add_to_queue_at: string;
};

export type JobCounts = Record<`${"enqueued" | "in_progress" | "scheduled" | "successful" | "dead"}_job_count`, number>;

export const listUsers = (search: string, page: number, signal?: AbortSignal) =>
  get<Enveloped<ListedUser[]>>(`/users${query({ search, page, page_size: 50 })}`, signal);

export type UserAction = "activate" | "deactivate" | "promote" | "demote";

export const actOnUser = (id: string, action: UserAction) =>
  post<unknown>(`/users/${encodeURIComponent(id)}/${action}`);

export const addUser = (user: { email: string; first_name: string; last_name: string }) =>
  post<unknown>("/users", user);

export const listFlags = (signal?: AbortSignal) =>
  get<{ total: number; results: Flag[] }>("/feature-flags?detail=true&page_size=100", signal);

export const toggleFlag = (codename: string, version: number) =>
  post<Flag>(`/feature-flags/${encodeURIComponent(codename)}/toggle`, undefined, {
    headers: { "If-Match": `"${version}"` },
  });

export const createFlag = (codename: string, label: string) => post<Flag>("/feature-flags", { codename, label });

export const countJobs = async (signal?: AbortSignal) => (await get<Enveloped<JobCounts>>("/jobs/stats", signal)).data;

export const listJobs = (status: JobState, signal?: AbortSignal) =>
  get<Enveloped<Job[]>>(`/jobs${query({ status })}`, signal);

/** `DOWN` comes as a 503, so the answer is read whatever its status is. */
export async function health(signal?: AbortSignal): Promise<string> {
  const answer = await fetch("/healthz", signal ? { signal } : {}).catch(() => null);
  const body = (await answer?.json().catch(() => null)) as { status?: string } | null | undefined;
  return body?.status ?? "DOWN";
}
