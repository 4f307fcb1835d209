/** Who is signed in, and their data tokens. */
import { get, post, query, remove } from "./client";

export type User = { id: string; email: string; role: "ADMIN" | "STANDARD"; created_at: number };

export type Capability = "API" | "INGEST" | "SUPER";

/** A data token, without its secret. Times are in seconds. */
export type Token = { id: string; name: string; capability: Capability; expires_at: number; created_at: number };

export type NewToken = Token & { token_plaintext: string };

export const whoAmI = (signal?: AbortSignal) => get<User>("/user", signal);

export async function signIn(email: string, password: string): Promise<User> {
  return (await post<{ user: User }>("/user/login", { email, password })).user;
}

export const signUp = (email: string, password: string, first_name: string, last_name: string) =>
  post<{ id: string }>("/register", { email, password, first_name, last_name });

export const signOut = () => post<null>("/user/logout");

export const listTokens = (signal?: AbortSignal) => get<Token[]>("/token", signal);

/** `expires_at` in seconds; the longest that is allowed if absent. */
export const createToken = (name: string, capability: Capability, expires_at?: number) =>
  post<NewToken>("/token", { name, capability, expires_at });

export const deleteToken = (id: string) => remove<null>(`/token/${encodeURIComponent(id)}${query({})}`);
