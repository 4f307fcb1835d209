//! Checked texts in JSON: written as they are, and checked again when they are read.

use crate::{Email, PersonName, PhoneNumber};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! text_serde {
    ($($name:ident),+) => {
        $(
            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.as_str())
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    $name::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
                }
            }
        )+
    };
}

text_serde!(Email, PersonName, PhoneNumber);
