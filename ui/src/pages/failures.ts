/** What a connection's words for failures and problems mean (docs/api.md, Google Calendar). */

const FAILURES: Record<string, string> = {
  access_denied: "the account's owner declined.",
  scopes_missing: "not all that was asked for was allowed. Leave the calendar ticked on Google's page.",
  no_refresh_token: "Google's answer lacked what it must have. Begin again.",
  identity_unverified: "Google's answer lacked what it must have. Begin again.",
  google_malformed: "Google's answer lacked what it must have. Begin again.",
  invalid_grant: "the consent has ended, or it took too long. Begin again.",
  google_unavailable: "Google did not answer, or asked us to come later. It is tried again by itself.",
  google_unauthorized: "Google refused an access that it had just given. It is tried again by itself.",
  google_forbidden: "the account may not read a calendar that was chosen.",
  calendar_not_found: "a calendar that was chosen is gone.",
  unavailable: "our own store did not answer. Try again.",
};

const NOT_SET_UP = "this installation is not set up for Google as it should be. Tell whoever runs it.";

/** The sentence for a failure's word. */
export function failureText(word: string | null): string {
  return FAILURES[word ?? ""] ?? NOT_SET_UP;
}

const REASONS: Record<string, string> = {
  no_separator: "there is neither “:” nor “=” in it",
  empty_value: "nothing stands behind “:” or “=”",
  bad_key: "what stands before “:” or “=” cannot be a name",
  reserved: "“src” and “activity” are taken",
  url: "it is an address",
  not_a_number: "what stands behind “=” is no number, or could be several",
  too_long: "a name, value or title is too long",
  too_many: "there are more than 100 dimensions or values",
  recurrence: "how the event recurs is not understood; it counts once",
  truncated: "the event recurs more often than is counted",
  id_too_long: "the event's id is too long",
  too_large: "the event has too much text",
  too_many_metrics: "your events may have no more metrics",
  unreadable: "so many events lack what every event has",
};

/** Why a line counts for nothing. */
export function reasonText(word: string): string {
  return REASONS[word] ?? word;
}
