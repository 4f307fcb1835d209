//! Feature flags: what one is, and what it is for whom. No I/O, no clock.
//!
//! ```text
//!   is it on? ──no──▶ off_variant                    DISABLED
//!      │ yes
//!   are there rules? ──no──▶ on_variant              STATIC
//!      │ yes, each in turn
//!   users? constraints? percentage? ──yes──▶ variant TARGETING_MATCH, or SPLIT where chance had a part
//!      │ none of them
//!      └──▶ off_variant                              DEFAULT, or SPLIT where only the percentage left them out
//! ```

mod flag;
pub use flag::{Constraint, Flag, Outcome, Rule, Stickiness};

mod codename;
pub use codename::{Codename, CodenameError};

mod percentage;
pub use percentage::Percentage;

mod context;
pub use context::{Context, ContextError, TARGETING_KEY};

mod evaluate;
pub use evaluate::{Evaluation, Reason, TargetingKeyMissing, evaluate};

mod chance;

mod scalar;

mod read;

mod read_rule;

mod fields;
pub use fields::{Problem, Step};

mod write;

mod change;
pub use change::changes;
