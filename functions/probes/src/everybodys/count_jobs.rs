//! `GET /jobs/stats`: how many jobs there are of each state.

use crate::ProbesState;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use store::{JobStanding, StandingJob};
use utoipa::ToSchema;
use web::{Envelope, Error, Visitor, failed};

/// How many jobs there are of each state.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobCounts {
    /// Due, and not begun.
    enqueued_job_count: usize,
    /// The same, as Kronus spells it.
    enueued_job_count: usize,
    in_progress_job_count: usize,
    successful_job_count: usize,
    dead_job_count: usize,
    /// Not due yet.
    scheduled_job_count: usize,
}

/// How many jobs there are of each state, for administrators.
#[utoipa::path(
    get,
    path = "/jobs/stats",
    operation_id = "count_jobs",
    tag = "check-ins",
    responses(
        (status = 200, body = Envelope<JobCounts>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn count_jobs(
    State(state): State<ProbesState>,
    visitor: Visitor,
) -> Result<Json<Envelope<JobCounts>>, Error> {
    state.job_counts(visitor).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn job_counts(&self, visitor: Visitor) -> Result<JobCounts, Error> {
        let now = self.clock.now_ms();
        self.administrator(visitor, now).await?;
        let all = self.store.jobs_standing(now).await?;
        let of = |standing: JobStanding| all.iter().filter(|job: &&StandingJob| job.standing == standing).count();
        Ok(JobCounts {
            enqueued_job_count: of(JobStanding::Enqueued),
            enueued_job_count: of(JobStanding::Enqueued),
            in_progress_job_count: of(JobStanding::InProgress),
            successful_job_count: of(JobStanding::Successful),
            dead_job_count: of(JobStanding::Dead),
            scheduled_job_count: of(JobStanding::Scheduled),
        })
    }
}
