//! How Impulses lies in DynamoDB. The only crate that names DynamoDB.
//!
//! [`Store`] is one concrete type; each resource adds its operations in a file of its own. Keys are formed in `keys`,
//! calls are made in `table`, and everything between is about points, jobs and accounts.

mod keys;

mod item;

mod expression;

mod usage;
pub use usage::{Usage, UsageReading};

mod table;

mod patience;

mod error;
pub use error::Error;

mod log;

mod chunk;

mod metrics;
pub use metrics::MetricSummary;

mod points;
pub use points::{Remember, Remembered};

mod scan;
pub use scan::{Order, Scan};

mod units;

mod partition;

mod change;

mod seal;
pub use seal::{Seal, Sealed};

mod policy;
pub use policy::Policy;

mod jobs;
pub use jobs::{Next, SYSTEM};

mod job_lane;
pub use job_lane::JobLane;

mod jobs_redrive;

mod jobs_standing;
pub use jobs_standing::{JobStanding, StandingJob};

mod concern;
mod heartbeat;
pub use heartbeat::Heartbeat;

mod erase;
pub use erase::Erased;

mod user;
pub use user::User;

mod users;
pub use users::{NewUser, UserCreated, UserDeleted};

mod user_change;
pub use user_change::UserUpdated;

mod registration;

mod codes;
mod dashboards;
pub use codes::{Code, CodeClaim, CodeHolder, NewCode};
pub use dashboards::Dashboards;

mod alongside;
pub use alongside::Alongside;

mod suspension;

mod directory;
pub use directory::ListedUser;

mod tokens;
pub use tokens::{Grant, Token};

mod session;
pub use session::{ListedSession, NewSession, Session, SessionKind};
mod session_list;
pub use session_list::KeptSession;
mod sessions;

mod refresh;
pub use refresh::{RefreshFamily, SpentRefresh};

mod connection;
pub use connection::{Connection, SealedSecret, Standing};
mod connections;

mod consents;
pub use consents::Consent;

mod agenda;
pub use agenda::{Exception, Record, Tally};

mod agenda_commit;
pub use agenda_commit::RecordChange;

mod mailbox;
pub use mailbox::{MailRun, Mailbox};
mod mailboxes;

mod ledger;
pub use ledger::{LedgerEntry, MailState};

mod event;
pub use event::{Review, StoredEvent};
mod events;
pub use events::EventsPage;

mod events_commit;
pub use events_commit::EventChange;

mod feeds;

mod flags;
pub use flags::StoredFlag;

mod flag_history;
pub use flag_history::{FlagDeed, FlagEvent};

mod letters;
pub use letters::{Letter, LetterStanding, NewLetter};

mod watch;
pub use watch::StoredWatch;

mod watch_commit;

mod watches;
pub use watches::{PhoneHolders, Stepped};

mod probes;

mod messages;
pub use messages::{MessageReport, MessageStanding, StoredMessage};

mod message_change;

mod throttle;
pub use throttle::Admission;

mod raw;
pub use raw::RawItem;

mod export;
pub use export::{ExportFrom, ExportPage};

mod import;
pub use import::ImportBegun;

use liveness::Zone;
use std::sync::{Arc, Mutex};

/// Everything that is stored. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    table: table::Table,
    policy: Policy,
    /// Of whoever has chosen none for their check-ins.
    zone: Zone,
    ids: Arc<Mutex<ulid::Generator>>,
    ensured: Arc<jobs::Ensured>,
}

impl Store {
    /// Over the table `name`, with the production policy.
    pub fn new(client: aws_sdk_dynamodb::Client, name: impl Into<String>) -> Store {
        Store::with_policy(client, name, Policy::default())
    }

    /// The same with a client that is made at the first call: to make one takes the SDK longer than a function's whole start
    /// otherwise does (docs/performance.md).
    pub fn lazy(client: impl FnOnce() -> aws_sdk_dynamodb::Client + Send + 'static, name: impl Into<String>) -> Store {
        Store::over(table::Table::new(client, name.into()), Policy::default())
    }

    /// Over the table `name`, with another policy; tests make chunks small with it.
    pub fn with_policy(client: aws_sdk_dynamodb::Client, name: impl Into<String>, policy: Policy) -> Store {
        Store::over(table::Table::new(|| client, name.into()), policy)
    }

    fn over(table: table::Table, policy: Policy) -> Store {
        let zone = Zone::utc();
        Store { table, policy, zone, ids: Arc::new(Mutex::new(ulid::Generator::new())), ensured: Arc::default() }
    }

    /// The same, with this time zone for whoever has chosen none for their check-ins. With the first thing that is done with them
    /// it is theirs, and stays.
    pub fn in_zone(self, zone: Zone) -> Store {
        Store { zone, ..self }
    }

    /// The sizes and ages this store works with.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// What all calls of this store (and its clones) have consumed so far.
    pub fn usage(&self) -> &Usage {
        self.table.usage()
    }
}
