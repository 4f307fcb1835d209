//! Items as typed attributes: building them, and reading them back without trust.

use crate::error::Error;
use crate::keys::Key;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// An item as the SDK knows it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// A string attribute.
pub(crate) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A number attribute.
pub(crate) fn n(number: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A binary attribute.
pub(crate) fn b(bytes: Vec<u8>) -> AttributeValue {
    AttributeValue::B(Blob::new(bytes))
}

/// An item of these attributes under `key`.
pub(crate) fn item<const N: usize>(key: &Key, attributes: [(&str, AttributeValue); N]) -> Item {
    let mut item: Item = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    item.insert("pk".into(), s(&key.pk));
    item.insert("sk".into(), s(&key.sk));
    item
}

/// A key in the shape of an item.
pub(crate) fn key_item(key: &Key) -> Item {
    item(key, [])
}

/// Typed reading of attributes; an attribute that is absent or of another type is [`Error::Malformed`].
pub(crate) trait Read {
    /// A string that must be there.
    fn text(&self, name: &'static str) -> Result<&str, Error>;
    /// A number that must be there.
    fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Error>;
    /// Bytes that must be there.
    fn bytes(&self, name: &'static str) -> Result<&[u8], Error>;
    /// A number that may be absent.
    fn maybe_number<T: std::str::FromStr>(&self, name: &'static str) -> Result<Option<T>, Error>;
    /// A string that may be absent.
    fn maybe_text(&self, name: &'static str) -> Result<Option<&str>, Error>;
    /// A word or id of the domain that must be there.
    fn parsed<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Error>;
    /// The item's own key.
    fn key(&self) -> Result<Key, Error>;
}

impl Read for Item {
    fn text(&self, name: &'static str) -> Result<&str, Error> {
        self.maybe_text(name)?.ok_or(Error::Malformed(name))
    }

    fn number<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Error> {
        self.maybe_number(name)?.ok_or(Error::Malformed(name))
    }

    fn bytes(&self, name: &'static str) -> Result<&[u8], Error> {
        let value = self.get(name).and_then(|value| value.as_b().ok());
        value.map(Blob::as_ref).ok_or(Error::Malformed(name))
    }

    fn maybe_number<T: std::str::FromStr>(&self, name: &'static str) -> Result<Option<T>, Error> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let digits = value.as_n().map_err(|_| Error::Malformed(name))?;
        digits.parse().map(Some).map_err(|_| Error::Malformed(name))
    }

    fn maybe_text(&self, name: &'static str) -> Result<Option<&str>, Error> {
        let Some(value) = self.get(name) else { return Ok(None) };
        value.as_s().map(|text| Some(text.as_str())).map_err(|_| Error::Malformed(name))
    }

    fn parsed<T: std::str::FromStr>(&self, name: &'static str) -> Result<T, Error> {
        self.text(name)?.parse().map_err(|_| Error::Malformed(name))
    }

    fn key(&self) -> Result<Key, Error> {
        Ok(Key::new(self.text("pk")?, self.text("sk")?))
    }
}
