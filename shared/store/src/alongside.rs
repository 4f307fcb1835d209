//! What happens together with a change of a user, or not at all: a code that is made or spent, a letter, a session that goes on.

use crate::codes::{issued, spent};
use crate::letters::letter_actions;
use crate::table::Action;
use crate::{Code, NewCode, NewLetter};

/// What else a transaction does.
#[derive(Clone, Debug, Default)]
pub struct Alongside {
    /// A code that this is done with; it is spent.
    pub spent: Option<Code>,
    /// A new code. Not of the purpose of the one that is spent.
    pub code: Option<NewCode>,
    /// A letter that is to be sent.
    pub letter: Option<NewLetter>,
}

impl Alongside {
    /// Only this code, spent.
    pub fn spending(code: Code) -> Alongside {
        Alongside { spent: Some(code), ..Alongside::default() }
    }

    /// And this letter.
    pub fn with_letter(self, letter: NewLetter) -> Alongside {
        Alongside { letter: Some(letter), ..self }
    }

    pub(crate) fn actions(&self, now: i64) -> Vec<Action> {
        let spent = self.spent.iter().flat_map(spent);
        let code = self.code.iter().flat_map(|code| issued(code, now));
        let letter = self.letter.iter().flat_map(|letter| letter_actions(letter, now));
        spent.chain(code).chain(letter).collect()
    }
}
