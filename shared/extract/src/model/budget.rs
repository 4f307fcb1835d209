//! What a run may spend. Money is counted in millionths of a dollar, so a price per million tokens is one per token.

use super::answer::Usage;
use super::prompt::Settings;
use serde_json::Value;

/// What tokens cost, in millionths of a dollar each; that is, in dollars a million.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// One token that the model reads.
    pub input: f64,
    /// One that it has read just before.
    pub cached_input: f64,
    /// One that it writes.
    pub output: f64,
}

impl Default for Prices {
    /// Those of gpt-4o-mini (<https://platform.openai.com/docs/pricing>).
    fn default() -> Prices {
        Prices { input: 0.15, cached_input: 0.075, output: 0.60 }
    }
}

impl Prices {
    /// What an answer has cost, in millionths of a dollar, rounded up.
    pub fn cost(&self, usage: &Usage) -> u64 {
        let cached = usage.cached_tokens.min(usage.input_tokens);
        let (fresh, cached) = (as_price(usage.input_tokens - cached), as_price(cached));
        whole(fresh * self.input + cached * self.cached_input + as_price(usage.output_tokens) * self.output)
    }

    /// More than the answer to a request will cost, in millionths of a dollar.
    pub fn at_most(&self, request: &Value, settings: &Settings) -> u64 {
        // A token has at least one byte; of English it has four.
        let input_tokens = request.to_string().len() as u64;
        self.cost(&Usage { input_tokens, cached_tokens: 0, output_tokens: settings.max_output_tokens.into() })
    }
}

/// What is left of a run's limit. What is being asked is held back, so that no two questions at once spend the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    limit: u64,
    spent: u64,
    held: u64,
}

impl Budget {
    /// A limit in millionths of a dollar; with 0 nothing is ever asked.
    pub fn new(limit: u64) -> Budget {
        Budget { limit, spent: 0, held: 0 }
    }

    /// Holds back what a question may cost at most; false where that is not left, and then it must not be asked.
    #[must_use]
    pub fn hold(&mut self, at_most: u64) -> bool {
        let fits = self.spent.saturating_add(self.held).saturating_add(at_most) <= self.limit;
        self.held += if fits { at_most } else { 0 };
        fits
    }

    /// Frees what was held back and books what was spent. Where nobody knows, all that was held back is spent.
    pub fn settle(&mut self, held: u64, cost: Option<u64>) {
        self.held = self.held.saturating_sub(held);
        self.spent = self.spent.saturating_add(cost.unwrap_or(held));
    }

    /// What has been spent, in millionths of a dollar.
    pub fn spent(&self) -> u64 {
        self.spent
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn as_price(tokens: u64) -> f64 {
    tokens as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, which is what is wanted")]
fn whole(millionths: f64) -> u64 {
    millionths.ceil() as u64
}
