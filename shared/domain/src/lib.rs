//! What Impulses talks about: names, ids, accounts, jobs and kinds of failure. No I/O, no clock, no environment.

mod error;
pub use error::{ErrorKind, Failure};

mod name;
pub use name::{DimensionKey, MetricName, NameError};

mod account;
pub use account::{Capability, Email, EmailError, Role, SessionRef, TokenId, UnknownWord, UserId, UserState};

mod product;
pub use product::Product;

mod person;
pub use person::{PersonName, PersonNameError};

mod phone;
pub use phone::{PhoneNumber, PhoneNumberError};

mod letter;
pub use letter::{LetterId, LetterKind};

mod code;
pub use code::CodePurpose;

mod secret;
pub use secret::{CodeHash, CodeProof, FeedHash, PasswordHash, RefreshHash, SessionHash, StateHash, TokenHash};

mod text_serde;

mod job;
pub use job::{Job, JobKind, JobState, backoff_ms};

mod pace;
pub use pace::{Pace, Tries};
