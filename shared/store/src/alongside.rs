//! What happens together with a change of a user, or not at all: a code that is made or spent, a letter, a session that goes on.

use crate::codes::{issued, spent};
use crate::letters::letter_actions;
use crate::table::Action;
use crate::{Code, KeptSession, NewCode, NewLetter, keys};
use domain::{CodePurpose, UserId};

/// What else a transaction does.
#[derive(Clone, Debug, Default)]
pub struct Alongside {
    /// A code that this is done with; it is spent.
    pub spent: Option<Code>,
    /// A new code. Not of the purpose of the one that is spent.
    pub code: Option<NewCode>,
    /// A letter that is to be sent.
    pub letter: Option<NewLetter>,
    /// A session that goes on though the session epoch is raised.
    pub kept: Option<KeptSession>,
    /// Whose other codes are good for nothing from now on.
    pub voided: Option<UserId>,
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
        spent.chain(self.voids()).chain(code).chain(letter).collect()
    }

    /// Of all purposes but that of the code that is spent, which a transaction cannot name twice.
    fn voids(&self) -> Vec<Action> {
        let Some(user) = self.voided else { return Vec::new() };
        let spent = self.spent.as_ref().map(Code::purpose);
        let others = CodePurpose::ALL.into_iter().filter(|purpose| Some(*purpose) != spent);
        others.map(|purpose| Action::Delete(keys::own_code(user, purpose))).collect()
    }
}
