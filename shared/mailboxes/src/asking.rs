//! What a model says of a mail. It is paid for once: its answer is stored before anything comes of it.

use crate::attempt::Key;
use crate::ledger::{failed, failing};
use crate::progress::RULES;
use crate::reading::{Looked, Told};
use crate::{Attempt, Error};
use extract::Mail;
use extract::model::{self, Answer, Outcome};
use extract::openai::AskError;
use serde_json::Value;
use store::{LedgerEntry, MailState};

/// Longer answers are not kept, in bytes: an item may have 400 KB, and eight thousand tokens have 40.
const LONGEST_KEPT: usize = 300_000;

impl Attempt<'_> {
    pub(crate) async fn ask(
        &self,
        mail: Mail,
        entry: LedgerEntry,
        before: Option<&LedgerEntry>,
    ) -> Result<Looked, Error> {
        if let Some(answer) = before.and_then(|before| answered(before, &entry)) {
            let Answer { outcome, .. } = model::read(answer, &mail, &self.home);
            return Ok(self.heard(outcome, mail, entry));
        }
        let Some((question, held, key)) = self.question(&mail) else { return Ok(Looked::Left) };
        let answer = self.all.model.client.ask(key.0.as_deref(), &question).await;
        let body = match answer {
            Ok(body) => body,
            Err(error) => return Ok(self.unheard(error, held, entry)),
        };
        let Answer { usage, outcome } = model::read(&body, &mail, &self.home);
        let usage_known = usage.unwrap_or_default();
        let cost = usage.map(|usage| self.all.model.prices.cost(&usage));
        let entry = LedgerEntry {
            tokens_in: entry.tokens_in + usage_known.input_tokens,
            tokens_out: entry.tokens_out + usage_known.output_tokens,
            cost: entry.cost + cost.unwrap_or(held),
            ..entry
        };
        self.spent(held, cost, usage_known);
        if matches!(outcome, Outcome::Events(_)) && body.len() <= LONGEST_KEPT {
            let kept = LedgerEntry { state: MailState::Answered, answer: Some(body.to_vec()), ..entry.clone() };
            self.all.store.ledger_note(&self.mailbox, &kept).await?;
        }
        Ok(self.heard(outcome, mail, entry))
    }

    /// The question, what is held back for it, and what goes with it; `None` where it may not be asked.
    fn question(&self, mail: &Mail) -> Option<(Value, u64, &Key)> {
        let key = self.key.as_ref()?;
        let settings = self.all.model.settings.as_ref()?;
        let question = model::request(mail, &self.home, settings);
        let at_most = self.all.model.prices.at_most(&question, settings);
        let mut purse = self.purse();
        let may = purse.refusal.is_none() && purse.budget.hold(at_most);
        may.then_some((question, at_most, key))
    }

    fn heard(&self, outcome: Outcome, mail: Mail, entry: LedgerEntry) -> Looked {
        match outcome {
            Outcome::Events(found) => Looked::Told(Box::new(Told { mail, found, entry })),
            // Asked again, it would say the same.
            Outcome::Refused | Outcome::CutOff => Looked::Failed(failed(entry)),
            Outcome::Malformed => Looked::Failed(failing(entry)),
        }
    }

    /// A question without an answer: the mail's own fault, or one that all others would meet too.
    fn unheard(&self, error: AskError, held: u64, entry: LedgerEntry) -> Looked {
        let mut purse = self.purse();
        // Of an answer that was lost nobody knows what it cost; a refusal costs nothing.
        let cost = if matches!(error, AskError::Unavailable(_)) { None } else { Some(0) };
        purse.budget.settle(held, cost);
        purse.run.questions += 1;
        purse.run.cost += cost.unwrap_or(held);
        if error.may_pass() {
            purse.refusal.get_or_insert(error);
            return Looked::Left;
        }
        tracing::warn!(error = %error, "a model does not accept a question");
        Looked::Failed(failing(entry))
    }

    fn spent(&self, held: u64, cost: Option<u64>, usage: model::Usage) {
        let mut purse = self.purse();
        purse.budget.settle(held, cost);
        purse.run.questions += 1;
        purse.run.tokens_in += usage.input_tokens;
        purse.run.tokens_out += usage.output_tokens;
        purse.run.cost += cost.unwrap_or(held);
    }
}

/// What a model has answered to the same mail before, by the same rules.
fn answered<'a>(before: &'a LedgerEntry, now: &LedgerEntry) -> Option<&'a [u8]> {
    let is_same = before.state == MailState::Answered && before.rules == RULES && before.digest == now.digest;
    before.answer.as_deref().filter(|_| is_same)
}
