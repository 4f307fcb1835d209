//! Sends letters: through Amazon SES, or into an outbox that is looked at on the same machine.
