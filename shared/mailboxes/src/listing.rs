//! Which mails there are to look at: what came since the last time, or everything of a year.
//!
//! A full listing is taken whole and read from its oldest mail on, because who told of an event first has a say in it. Where
//! that takes several invocations, each lists anew, which is a call for 500 mails, and the ledger tells what is done. So a page
//! that Gmail has forgotten, or a mail that comes in between, loses nothing.

use crate::progress::Progress;
use crate::{Attempt, Error, wanted};
use google::{Google, Wanted};
use std::collections::HashSet;

/// How often a listing is begun whose pages are forgotten on the way.
const TRIES: u32 = 3;

/// Mails to look at.
pub(crate) struct Listing {
    /// Their ids, the oldest first, each once.
    pub(crate) mails: Vec<String>,
    /// What is known once all of them are read.
    pub(crate) then: Progress,
}

impl Attempt<'_> {
    /// Lists what is new.
    pub(crate) async fn list(&self) -> Result<Listing, Error> {
        let google = self.all.connections.google();
        let labels = google.labels(&self.credentials.access_token).await?;
        let label = wanted::label(&self.mailbox.wanted, &labels).map(|label| label.id.clone()).unwrap_or_default();
        let now = self.circumstances(&label);
        if let Some(since) = Progress::parse(&self.mailbox.progress)?.since(&now) {
            match self.changes(google, since, &label).await {
                Ok((mails, history_id)) => {
                    return Ok(Listing { mails, then: Progress { history_id: Some(history_id), ..now } });
                }
                Err(google::Error::HistoryGone | google::Error::PageGone) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.everything(google, now).await
    }

    async fn changes(&self, google: &Google, since: u64, label: &str) -> Result<(Vec<String>, u64), google::Error> {
        let (mut mails, mut page) = (Vec::new(), None);
        loop {
            let access = &self.credentials.access_token;
            let changes = google.mail_changes(access, since, Some(label), page.as_deref()).await?;
            mails.extend(changes.mails);
            page = changes.next_page;
            if page.is_none() {
                return Ok((once(mails), changes.history_id));
            }
        }
    }

    async fn everything(&self, google: &Google, now: Progress) -> Result<Listing, Error> {
        let access = &self.credentials.access_token;
        // Before the first page: what comes meanwhile is told again the next time.
        let history_id = google.mailbox(access).await?.history_id;
        let history_id = Some(history_id).filter(|_| !now.label.is_empty());
        let query = wanted::query(&self.mailbox.wanted, self.clock.now_ms());
        let mut tries = 1;
        let mut mails = loop {
            match self.pages(google, &query).await {
                Err(google::Error::PageGone) if tries < TRIES => tries += 1,
                outcome => break outcome?,
            }
        };
        mails.reverse();
        Ok(Listing { mails: once(mails), then: Progress { history_id, ..now } })
    }

    async fn pages(&self, google: &Google, query: &str) -> Result<Vec<String>, google::Error> {
        let (mut mails, mut page) = (Vec::new(), None);
        loop {
            let access = &self.credentials.access_token;
            let listed = google.mails(access, Wanted::Query(query), page.as_deref()).await?;
            mails.extend(listed.mails);
            page = listed.next_page;
            if page.is_none() {
                return Ok(mails);
            }
        }
    }
}

fn once(mails: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    mails.into_iter().filter(|mail| seen.insert(mail.clone())).collect()
}
