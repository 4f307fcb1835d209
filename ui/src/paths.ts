/** The pages' own paths. functions/page answers each of them with the page; none is a path of the API. */
export const PATHS = [
  "/",
  "/sign-in",
  "/sign-up",
  "/charts",
  "/dashboards",
  "/connections",
  "/tokens",
  "/check-ins",
  "/mail",
  "/admin",
] as const;

export type Path = (typeof PATHS)[number];

/** Whether a path is one of ours, and not the API's. */
export function isPath(path: string): path is Path {
  return (PATHS as readonly string[]).includes(path);
}
