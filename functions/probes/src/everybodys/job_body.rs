//! A job as administrators see one, in Kronus' words.

use domain::{Job, JobState};
use serde::Serialize;
use serde_json::json;
use store::JobStanding;
use utoipa::ToSchema;
use views::in_seconds;

/// A job.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobBody {
    /// Its kind and what it is about; there is never a second one.
    id: String,
    /// The same.
    name: String,
    /// Its kind, such as `message` or `seal`.
    handler: &'static str,
    /// What it is about, as JSON in a text.
    args: String,
    /// The same as `status`, as Kronus numbers it.
    job_status_id: u8,
    status: JobStatusBody,
    /// Whether somebody has it.
    claimed: bool,
    /// Tries since it last succeeded.
    fails: u32,
    /// Why the last try failed.
    last_error: Option<String>,
    /// When it is to run, or was done, in seconds, UTC; of one that runs, when it counts as dead.
    add_to_queue_at: String,
}

/// Where a job stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobStatusBody {
    /// As Kronus numbers them, 1 to 5.
    id: u8,
    /// `enqueued` (due), `in-progress`, `successful`, `dead` or `scheduled` (not due yet).
    name: &'static str,
}

impl JobBody {
    pub(crate) fn of(job: &Job, standing: JobStanding) -> JobBody {
        let (kind, subject) = (job.kind.as_str(), &job.subject);
        let status = JobStatusBody { id: number(standing), name: standing.as_str() };
        let name = format!("{kind}-{subject}");
        JobBody {
            id: name.clone(),
            name,
            handler: kind,
            args: json!({ "subject": subject }).to_string(),
            job_status_id: status.id,
            status,
            claimed: job.state == JobState::InProgress,
            fails: job.attempts,
            last_error: job.last_error.clone(),
            add_to_queue_at: in_seconds(job.due_at),
        }
    }
}

fn number(standing: JobStanding) -> u8 {
    match standing {
        JobStanding::Enqueued => 1,
        JobStanding::InProgress => 2,
        JobStanding::Successful => 3,
        JobStanding::Dead => 4,
        JobStanding::Scheduled => 5,
    }
}
