//! What administrators see of all users: probes and jobs.

mod job_body;

pub(crate) mod count_jobs;
pub(crate) mod count_probes;
pub(crate) mod list_jobs;
pub(crate) mod list_probes;
