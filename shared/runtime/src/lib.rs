//! What surrounds a request: configuration, secrets, time, logs, AWS clients, and Lambda itself.
//!
//! A function's `main` is a list of calls into here. Everything that reads the environment or a clock does so in this crate,
//! once, and passes on a value.

mod config;
pub use config::{Config, ConfigError};

mod secrets;
pub use secrets::{Secrets, SecretsError};

mod twilio;
pub use twilio::TwilioAccount;

mod mail_account;
pub use mail_account::MailAccount;

mod secret_source;
pub use secret_source::SecretSource;

mod clock;
pub use clock::{Clock, Hand};

mod cpu_work;
pub use cpu_work::{CpuBusy, CpuWork};

mod app_token;
pub use app_token::{AppToken, AppTokenError};

mod warm_up;

mod kept;
pub use kept::{Keeping, Kept};

mod serve;
pub use serve::{border_config, serve};

pub mod aws;
pub mod telemetry;
