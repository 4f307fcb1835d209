//! The language model's part: what it is asked, how its answer is read, what that costs. How the question travels is
//! not known here.
//!
//! The model sees a mail as data and tells events; it gives no ids, no sender and no dates but the events' own, and a
//! link of its counts only if it stands in the mail. So the worst that a hostile mail can do is to have itself read
//! wrongly.

mod answer;
pub use answer::{Answer, Outcome, Usage, read};

mod budget;
pub use budget::{Budget, Prices};

mod prompt;
pub use prompt::{Settings, request};

mod schema;
