/** What went wrong with a request, in a sentence for whoever looks at the page. */
export class ApiError extends Error {
  /** The answer's status; 0 where there was no answer. */
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.name = "ApiError";
    this.status = status;
  }

  /** Nobody is signed in, or no longer. */
  get isSignedOut(): boolean {
    return this.status === 401;
  }

  /** There was no answer at all. */
  get isOffline(): boolean {
    return this.status === 0;
  }
}

/** One entry of a 422: where in the request, and what is wrong there. */
type Violation = { loc?: (string | number)[]; msg?: string };

/** Sentences for codes that a person may meet. */
const CODES: Record<string, string> = {
  "ErrorCode.REGISTER_INVALID_PASSWORD": "That password cannot be used",
  "ErrorCode.LOGIN_BAD_CREDENTIALS": "E-mail or password is wrong",
};
const REASONS: Record<string, string> = {
  TOO_SHORT: "it is too short",
  TOO_LONG: "it is too long",
  TOO_COMMON: "it is one of the commonest",
  PERSONAL: "it is your address or name",
};

/** The error that an answer tells of. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const sentence = sentenceOf(body) ?? `The server answered ${response.status}`;
  const wait = response.headers.get("Retry-After");
  const again = wait && response.status === 429 ? `. Try again in ${waitOf(Number(wait))}` : "";
  return new ApiError(response.status, ended(sentence + again));
}

/** The error of a request that got no answer. */
export function unanswered(): ApiError {
  const sentence = navigator.onLine ? "The server does not answer." : "You are offline.";
  return new ApiError(0, `${sentence} What you see may be old.`);
}

/** The sentence of whatever was thrown. */
export function sentence(error: unknown): string {
  return error instanceof ApiError ? error.message : "Something on this page broke. Reload it.";
}

function sentenceOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { detail, message } = body as { detail?: unknown; message?: unknown };
  if (typeof detail === "string") return CODES[detail] ?? detail;
  if (Array.isArray(detail)) return (detail as Violation[]).map(violation).join("; ");
  if (typeof detail === "object" && detail !== null) {
    const { code, reason } = detail as { code?: string; reason?: string };
    return [CODES[code ?? ""] ?? code, REASONS[reason ?? ""] ?? reason].filter(Boolean).join(": ");
  }
  return typeof message === "string" ? message : undefined;
}

function violation({ loc = [], msg = "is wrong" }: Violation): string {
  const place = loc.filter(part => part !== "body" && part !== "query").join(" ");
  return place ? `${place}: ${msg}` : msg;
}

function waitOf(seconds: number): string {
  return seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

function ended(text: string): string {
  const begun = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
