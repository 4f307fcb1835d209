//! The watcher outside: an address of the operator's choice that is called while the clock really works, at healthchecks.io
//! (<https://healthchecks.io/docs/http_api/>) or somewhere that is as good. When it is not called any more, the watcher tells them,
//! wherever the fault lies: here, in AWS, or in what would have told them there.
//!
//! Whoever knows the address can keep the watcher quiet, so it is part of the secret, and in no log.

use crate::tally::Tally;
use bytes::Bytes;
use domain::JobKind;
use http::{Request, Uri};
use http_body_util::Empty;
use https::{Connector, IDLE_TIMEOUT};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use runtime::SecretSource;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// As long as the watcher may take, with the secret: it answers in tenths of a second, and a tick has done its work by then.
const PATIENCE: Duration = Duration::from_secs(5);
/// Less than from one tick to the next. On one machine the clock also ticks between: healthchecks.io takes five calls a minute.
const BETWEEN_CALLS_MS: i64 = 30_000;
/// What is added to the address's path where a tick failed.
const FAILED: &str = "/fail";
/// What somebody's life may hang on. Calendars may fail as they like.
const VITAL: [JobKind; 3] = [JobKind::Heartbeat, JobKind::Probe, JobKind::Message];
const US: &str = concat!("impulses/", env!("CARGO_PKG_VERSION"));

/// Tells the watcher. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Watcher {
    secrets: SecretSource,
    pool: Arc<OnceLock<Client<Connector, Empty<Bytes>>>>,
    known: Arc<Mutex<Known>>,
}

/// What was told last, and what does not work since.
#[derive(Default)]
struct Known {
    called_at: Option<i64>,
    /// Kinds of which runs failed, and none has worked since.
    ailing: HashSet<JobKind>,
}

/// What a watcher is to be told of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    /// All is well.
    Works,
    /// Nothing: if that lasts, it notices.
    Silence,
    /// There is something to mend.
    Failed,
}

/// Why the watcher does not know. None of it holds the address.
#[derive(Debug, thiserror::Error)]
enum Untold {
    #[error("there is no secret")]
    Secret,
    #[error("its address cannot be used")]
    Address,
    #[error("it cannot be reached")]
    Unreachable,
    #[error("it answered {0}")]
    Refused(u16),
}

impl Watcher {
    /// Of the address `watcher_url` in these secrets; where there is none, nobody is told.
    pub(crate) fn new(secrets: SecretSource) -> Watcher {
        Watcher { secrets, pool: Arc::default(), known: Arc::default() }
    }

    /// Tells how a tick was that has ended at `now` (ms); `None` is one that failed. It takes a few seconds at most, and never
    /// fails.
    pub(crate) async fn told(&self, tally: Option<&Tally>, now: i64) {
        let word = self.word(tally, now);
        if word == Word::Silence {
            return;
        }
        let untold = match tokio::time::timeout(PATIENCE, self.call(word)).await {
            Ok(Ok(())) => return,
            Ok(Err(untold)) => untold,
            Err(_) => Untold::Unreachable,
        };
        tracing::warn!(watcher.untold = %untold, "the watcher outside was not told");
    }

    fn word(&self, tally: Option<&Tally>, now: i64) -> Word {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let word = match tally {
            None => Word::Failed,
            Some(tally) => known.after(tally),
        };
        let is_early = known.called_at.is_some_and(|at| now < at + BETWEEN_CALLS_MS);
        match word {
            Word::Works | Word::Failed if is_early => Word::Silence,
            Word::Silence => Word::Silence,
            word => {
                known.called_at = Some(now);
                word
            }
        }
    }

    async fn call(&self, word: Word) -> Result<(), Untold> {
        let secrets = self.secrets.current().await.map_err(|_| Untold::Secret)?;
        let Some(url) = secrets.watcher_url.as_deref() else { return Ok(()) };
        let address = address(url, word).ok_or(Untold::Address)?;
        let request = Request::get(address).header(http::header::USER_AGENT, US).body(Empty::new());
        let answer = self.pool().request(request.map_err(|_| Untold::Address)?).await;
        let status = answer.map_err(|_| Untold::Unreachable)?.status();
        if status.is_success() { Ok(()) } else { Err(Untold::Refused(status.as_u16())) }
    }

    fn pool(&self) -> &Client<Connector, Empty<Bytes>> {
        self.pool.get_or_init(|| {
            let mut builder = Client::builder(TokioExecutor::new());
            builder.pool_idle_timeout(IDLE_TIMEOUT).build(https::connector())
        })
    }
}

impl Known {
    /// What a kind does for one it may do for others: a message that fails is tried again, and is no reason to wake anybody.
    fn after(&mut self, tally: &Tally) -> Word {
        for kind in VITAL {
            if tally.worked.contains(&kind) {
                self.ailing.remove(&kind);
            } else if tally.failed.contains(&kind) {
                self.ailing.insert(kind);
            }
        }
        if tally.has_looked && self.ailing.is_empty() { Word::Works } else { Word::Silence }
    }
}

/// Where to call: a query stays behind what is added.
fn address(url: &str, word: Word) -> Option<Uri> {
    let address: Uri = match (word, url.split_once('?')) {
        (Word::Failed, Some((path, query))) => {
            format!("{}{FAILED}?{query}", path.trim_end_matches('/')).parse().ok()?
        }
        (Word::Failed, None) => format!("{}{FAILED}", url.trim_end_matches('/')).parse().ok()?,
        _ => url.parse().ok()?,
    };
    let is_web = matches!(address.scheme_str(), Some("https" | "http")) && address.host().is_some();
    is_web.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_stands_before_a_query_and_only_the_web_is_called() {
        for (url, word, expect) in [
            ("https://hc.example/uuid", Word::Works, Some("https://hc.example/uuid")),
            ("https://hc.example/uuid", Word::Failed, Some("https://hc.example/uuid/fail")),
            ("https://hc.example/key/slug/?create=1", Word::Failed, Some("https://hc.example/key/slug/fail?create=1")),
            ("https://hc.example/key/slug/?create=1", Word::Works, Some("https://hc.example/key/slug/?create=1")),
            ("http://127.0.0.1:9000/uuid", Word::Works, Some("http://127.0.0.1:9000/uuid")),
            ("file:///etc/passwd", Word::Works, None),
            ("/uuid", Word::Works, None),
            ("hc.example/uuid", Word::Works, None),
            ("https://hc.example/a b", Word::Works, None),
        ] {
            assert_eq!(address(url, word).map(|address| address.to_string()).as_deref(), expect, "{url}");
        }
    }

    #[test]
    fn what_is_vital_and_fails_is_told_by_silence_until_it_works_again() {
        use crate::tally::Ended::{Done, Failed};
        let mut known = Known::default();
        let mut after = |runs: &[(JobKind, crate::tally::Ended)]| {
            let mut tally = Tally { has_looked: true, ..Tally::default() };
            runs.iter().for_each(|(kind, ended)| tally.count(*kind, *ended));
            known.after(&tally)
        };
        assert_eq!(after(&[]), Word::Works);
        assert_eq!(after(&[(JobKind::Message, Failed), (JobKind::Message, Done)]), Word::Works, "one of two");
        assert_eq!(after(&[(JobKind::CalendarPoll, Failed), (JobKind::Letter, Failed)]), Word::Works);
        assert_eq!(after(&[(JobKind::Message, Failed), (JobKind::Heartbeat, Done)]), Word::Silence);
        assert_eq!(after(&[(JobKind::Heartbeat, Done)]), Word::Silence, "nobody has tried again");
        assert_eq!(after(&[(JobKind::Message, Done)]), Word::Works);
        assert_eq!(known.after(&Tally::default()), Word::Silence, "nobody has looked");
    }
}
