//! `impulses jobs`: what the installation has to do, and what it gave up.

use super::{Place, with_installation};
use crate::exit::Exit;
use crate::output::{Output, harmless};
use crate::times::Times;
use domain::{Job, JobKind};
use serde::Serialize;
use store::Store;

/// Jobs of the installation.
#[derive(clap::Args, Debug)]
pub(crate) struct Jobs {
    #[command(flatten)]
    place: Place,

    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    /// Jobs that wait, run or were given up.
    List {
        /// Only those that were given up.
        #[arg(long)]
        dead: bool,
    },
    /// Let jobs that were given up run again: one, or all.
    Redrive {
        /// The kind, as `jobs list` shows it.
        #[arg(requires = "subject", required_unless_present = "all")]
        kind: Option<String>,
        /// The subject, as `jobs list` shows it.
        subject: Option<String>,
        /// All of them.
        #[arg(long, conflicts_with = "kind")]
        all: bool,
    },
}

/// A job as it is printed.
#[derive(Serialize)]
struct Line {
    kind: &'static str,
    subject: String,
    state: &'static str,
    due_at: i64,
    attempts: u32,
    last_error: Option<String>,
}

impl Jobs {
    /// Lists or redrives.
    pub(crate) fn run(self, times: &Times, output: Output) -> anyhow::Result<()> {
        match self.what {
            What::List { dead } => {
                let jobs = with_installation(&self.place, async |it| listed(&it.store, dead).await)?;
                show(&jobs, times, output)
            }
            What::Redrive { kind, subject, .. } => {
                let one = kind.as_deref().map(parse_kind).transpose()?.zip(subject);
                let now = times.now_ms();
                let count = with_installation(&self.place, async |it| redrive(&it.store, one, now).await)?;
                if output.is_json() {
                    return output.json(&serde_json::json!({ "redriven": count }));
                }
                output.say(format!("{count} jobs run again at the next tick."));
                Ok(())
            }
        }
    }
}

/// The ones that were given up come last.
async fn listed(store: &Store, dead: bool) -> anyhow::Result<Vec<Line>> {
    let mut named = Vec::new();
    for shard in Store::job_shards().filter(|_| !dead) {
        named.extend(store.jobs_waiting(&shard).await?);
    }
    named.extend(store.jobs_dead().await?);
    let mut lines = Vec::new();
    for (kind, subject) in named {
        // It may have been done meanwhile.
        lines.extend(store.jobs_get(kind, &subject).await?.map(line));
    }
    Ok(lines)
}

async fn redrive(store: &Store, one: Option<(JobKind, String)>, now: i64) -> anyhow::Result<usize> {
    let named = one.is_some();
    let jobs = match one {
        Some(job) => vec![job],
        None => store.jobs_dead().await?,
    };
    let mut count = 0;
    for (kind, subject) in jobs {
        match store.jobs_redrive(kind, &subject, now).await? {
            true => count += 1,
            false if named => return Err(Exit::NotFound.because("there is no such job that was given up")),
            false => {}
        }
    }
    Ok(count)
}

fn parse_kind(kind: &str) -> anyhow::Result<JobKind> {
    kind.parse().map_err(|_| Exit::Usage.because(format!("there is no kind of job {kind}")))
}

fn line(job: Job) -> Line {
    let Job { kind, subject, state, due_at, attempts, last_error, .. } = job;
    Line { kind: kind.as_str(), subject, state: state.as_str(), due_at, attempts, last_error }
}

fn show(jobs: &[Line], times: &Times, output: Output) -> anyhow::Result<()> {
    if output.is_json() {
        return output.json(&jobs);
    }
    let row = |job: &Line| {
        let tries = format!("{} tries", job.attempts);
        let error = harmless(job.last_error.as_deref().unwrap_or_default()).into_owned();
        vec![job.kind.to_owned(), job.subject.clone(), job.state.to_owned(), times.show(job.due_at), tries, error]
    };
    Ok(output.table(&jobs.iter().map(row).collect::<Vec<_>>())?)
}
