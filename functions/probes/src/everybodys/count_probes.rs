//! `GET /probes/stats`: how many probes there are of each state.

use crate::ProbesState;
use axum::Json;
use axum::extract::State;
use liveness::ProbeState;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Envelope, Error, Visitor, failed};

/// How many probes there are of each state, of all users.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProbeCounts {
    pending_probe_count: i64,
    good_probe_count: i64,
    bad_probe_count: i64,
    unavailable_probe_count: i64,
    cancelled_probe_count: i64,
}

/// How many probes there are of each state, for administrators.
#[utoipa::path(
    get,
    path = "/probes/stats",
    operation_id = "count_probes",
    tag = "check-ins",
    responses(
        (status = 200, body = Envelope<ProbeCounts>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn count_probes(
    State(state): State<ProbesState>,
    visitor: Visitor,
) -> Result<Json<Envelope<ProbeCounts>>, Error> {
    state.probe_counts(visitor).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn probe_counts(&self, visitor: Visitor) -> Result<ProbeCounts, Error> {
        self.administrator(visitor, self.clock.now_ms()).await?;
        let counts = self.store.probes_count().await?;
        let of = |state| counts.get(&state).copied().unwrap_or_default();
        Ok(ProbeCounts {
            pending_probe_count: of(ProbeState::Pending),
            good_probe_count: of(ProbeState::Good),
            bad_probe_count: of(ProbeState::Bad),
            unavailable_probe_count: of(ProbeState::Unavailable),
            cancelled_probe_count: of(ProbeState::Cancelled),
        })
    }
}
