//! How somebody wants to be watched over.

use crate::{Schedule, Zone};
use serde::{Deserialize, Serialize};

/// A minute, in ms.
pub(crate) const MINUTE_MS: i64 = 60_000;

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $error:ident, $least:literal ..= $most:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "u16", into = "u16")]
        pub struct $name(u16);

        #[doc = concat!("Not between ", stringify!($least), " and ", stringify!($most), ".")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
        #[error("must be a whole number from {} to {}", $least, $most)]
        pub struct $error;

        impl $name {
            /// Checks.
            pub fn new(number: i64) -> Result<$name, $error> {
                match u16::try_from(number) {
                    Ok(number) if ($least..=$most).contains(&number) => Ok($name(number)),
                    _ => Err($error),
                }
            }

            /// As a number.
            pub fn get(self) -> u16 {
                self.0
            }
        }

        impl TryFrom<u16> for $name {
            type Error = $error;
            fn try_from(number: u16) -> Result<$name, $error> {
                $name::new(number.into())
            }
        }

        impl From<$name> for u16 {
            fn from(bounded: $name) -> u16 {
                bounded.0
            }
        }
    };
}

bounded! {
    /// How often somebody who does not answer is asked again.
    MaxRetries, MaxRetriesError, 0..=6
}

bounded! {
    /// How many minutes an answer is waited for, each time.
    WaitMinutes, WaitMinutesError, 5..=120
}

bounded! {
    /// How many minutes a contact has to say that they look after it, before the next one is asked.
    AcknowledgeMinutes, AcknowledgeMinutesError, 5..=240
}

impl WaitMinutes {
    pub(crate) fn ms(self) -> i64 {
        i64::from(self.0) * MINUTE_MS
    }
}

impl AcknowledgeMinutes {
    pub(crate) fn ms(self) -> i64 {
        i64::from(self.0) * MINUTE_MS
    }
}

/// What becomes of the schedule once an alarm is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterAlarm {
    /// It is switched off; its owner switches it on again.
    Disable,
    /// It goes on: the next check-in comes when it is due.
    StayArmed,
}

/// How somebody wants to be watched over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Whether they are asked on the schedule.
    pub active: bool,
    /// When they are asked.
    pub schedule: Schedule,
    /// In which time zone the schedule is meant.
    pub zone: Zone,
    /// How often they are asked again.
    pub max_retries: MaxRetries,
    /// How long an answer is waited for, each time.
    pub wait: WaitMinutes,
    /// What becomes of the schedule after an alarm.
    pub after_alarm: AfterAlarm,
    /// How long a contact has to acknowledge.
    pub acknowledge: AcknowledgeMinutes,
}

impl Settings {
    /// What somebody has who has chosen nothing: off; Wednesdays at 18:00; three retries, an hour each.
    pub fn default_in(zone: Zone) -> Settings {
        Settings {
            active: false,
            schedule: Schedule::parse("0 18 * * 3").expect("Wednesdays at 18:00 are a schedule"),
            zone,
            max_retries: MaxRetries(3),
            wait: WaitMinutes(60),
            after_alarm: AfterAlarm::Disable,
            acknowledge: AcknowledgeMinutes(30),
        }
    }
}
