//! A mailbox as clients see it.

use serde::Serialize;
use store::{Connection, MailRun, Mailbox, Standing};
use utoipa::ToSchema;
use views::in_seconds;

/// How many of the next runs are shown.
const RUNS_SHOWN: usize = 5;
/// Millionths in a dollar.
const DOLLAR: f64 = 1_000_000.0;

/// A connected mailbox: which mails are read, when, and how that went.
#[derive(Serialize, ToSchema)]
pub(crate) struct MailboxBody {
    /// The connected data token's id, a UUID.
    token_id: String,
    /// `connected`, `consent_needed` or `disconnecting`. Only the first is read.
    status: &'static str,
    /// Which mails are read: what would be typed into Gmail's search box. Of the last year, and none twice.
    query: String,
    /// When they are, as cron knows it.
    schedule: String,
    /// The schedule's time zone, and that of times in mails that name none.
    time_zone: String,
    /// When they are read next; none where the mailbox is not read.
    next_runs: Vec<String>,
    /// When a run ended well for the last time.
    #[schema(required = true)]
    last_success_at: Option<String>,
    /// The last run, or the one that goes on.
    #[schema(required = true)]
    last_run: Option<RunBody>,
}

/// How one run went.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunBody {
    began_at: String,
    /// Null while it goes on.
    #[schema(required = true)]
    ended_at: Option<String>,
    /// Why it failed, in a word; null where it did not.
    #[schema(required = true)]
    failure: Option<String>,
    /// Mails that were looked at.
    processed: u64,
    /// Events that were not known.
    created: u64,
    /// Events that are now otherwise.
    updated: u64,
    /// Events that were told of once more.
    deduplicated: u64,
    /// Mails that could not be read.
    failed: u64,
    /// Mails that only a model could read, and that are left for a later run.
    left: u64,
    /// Questions to the model.
    model_questions: u64,
    /// Tokens that it read.
    tokens_in: u64,
    /// Tokens that it wrote.
    tokens_out: u64,
    /// What that cost, in dollars.
    cost: f64,
}

impl MailboxBody {
    pub(crate) fn of(connection: &Connection, mailbox: &Mailbox, now: i64) -> MailboxBody {
        let is_read = connection.standing == Standing::Connected;
        let runs = if is_read { mailbox.schedule.preview(now, &mailbox.zone, RUNS_SHOWN) } else { Vec::new() };
        MailboxBody {
            token_id: mailbox.token.to_string(),
            status: match connection.standing {
                Standing::Connected => "connected",
                Standing::ConsentNeeded => "consent_needed",
                Standing::Disconnecting => "disconnecting",
            },
            query: mailbox.wanted.clone(),
            schedule: mailbox.schedule.as_str().to_owned(),
            time_zone: mailbox.zone.as_str().to_owned(),
            next_runs: runs.into_iter().map(in_seconds).collect(),
            last_success_at: mailbox.succeeded_at.map(in_seconds),
            last_run: mailbox.run.as_ref().map(RunBody::of),
        }
    }
}

impl RunBody {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    fn of(run: &MailRun) -> RunBody {
        RunBody {
            began_at: in_seconds(run.began_at),
            ended_at: run.ended_at.map(in_seconds),
            failure: run.failure.clone(),
            processed: run.processed,
            created: run.created,
            updated: run.updated,
            deduplicated: run.deduplicated,
            failed: run.failed,
            left: run.left,
            model_questions: run.questions,
            tokens_in: run.tokens_in,
            tokens_out: run.tokens_out,
            cost: run.cost as f64 / DOLLAR,
        }
    }
}
