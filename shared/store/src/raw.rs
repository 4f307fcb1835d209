//! Items as they are stored, whatever they are, in DynamoDB's own JSON: `{"pk": {"S": "SYS"}, "n": {"N": "1"}}`, with
//! bytes in base64
//! (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html>).

use crate::error::Error;
use crate::item::{Item, Read};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An item of the table. What is in it is nobody's to read: it has no Debug.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Attributes", into = "Attributes")]
pub struct RawItem(Item);

/// In the order of their names, so that the same item is the same text.
type Attributes = BTreeMap<String, Attribute>;

impl RawItem {
    pub(crate) fn new(item: Item) -> Result<RawItem, Error> {
        match item.values().all(is_known) {
            true => Ok(RawItem(item)),
            false => Err(Error::Malformed("attribute")),
        }
    }

    pub(crate) fn into_item(self) -> Item {
        self.0
    }
}

impl TryFrom<Attributes> for RawItem {
    type Error = Error;

    fn try_from(attributes: Attributes) -> Result<RawItem, Error> {
        let item: Item = attributes.into_iter().map(|(name, value)| (name, value.into())).collect();
        item.key().map(|_| RawItem(item))
    }
}

impl From<RawItem> for Attributes {
    fn from(RawItem(item): RawItem) -> Attributes {
        item.into_iter().map(|(name, value)| (name, value.into())).collect()
    }
}

/// A value under the name of its type.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Attribute {
    S(String),
    N(String),
    B(Bytes),
    Bool(bool),
    Null(bool),
    Ss(Vec<String>),
    Ns(Vec<String>),
    Bs(Vec<Bytes>),
    L(Vec<Attribute>),
    M(Attributes),
}

/// Bytes, as base64.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Bytes(Vec<u8>);

impl TryFrom<String> for Bytes {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Bytes, base64::DecodeError> {
        BASE64_STANDARD.decode(text).map(Bytes)
    }
}

impl From<Bytes> for String {
    fn from(Bytes(bytes): Bytes) -> String {
        BASE64_STANDARD.encode(bytes)
    }
}

/// The SDK's type may grow; what it does not know today it gives as one variant without content.
fn is_known(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::L(values) => values.iter().all(is_known),
        AttributeValue::M(values) => values.values().all(is_known),
        value => !value.is_unknown(),
    }
}

impl From<AttributeValue> for Attribute {
    fn from(value: AttributeValue) -> Attribute {
        let bytes = |blob: Blob| Bytes(blob.into_inner());
        match value {
            AttributeValue::S(text) => Attribute::S(text),
            AttributeValue::N(number) => Attribute::N(number),
            AttributeValue::B(blob) => Attribute::B(bytes(blob)),
            AttributeValue::Bool(is) => Attribute::Bool(is),
            AttributeValue::Ss(texts) => Attribute::Ss(texts),
            AttributeValue::Ns(numbers) => Attribute::Ns(numbers),
            AttributeValue::Bs(blobs) => Attribute::Bs(blobs.into_iter().map(bytes).collect()),
            AttributeValue::L(values) => Attribute::L(values.into_iter().map(Attribute::from).collect()),
            AttributeValue::M(values) => {
                Attribute::M(values.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
            AttributeValue::Null(is) => Attribute::Null(is),
            // Refused by RawItem::new.
            _ => Attribute::Null(true),
        }
    }
}

impl From<Attribute> for AttributeValue {
    fn from(value: Attribute) -> AttributeValue {
        let blob = |Bytes(bytes)| Blob::new(bytes);
        match value {
            Attribute::S(text) => AttributeValue::S(text),
            Attribute::N(number) => AttributeValue::N(number),
            Attribute::B(bytes) => AttributeValue::B(blob(bytes)),
            Attribute::Bool(is) => AttributeValue::Bool(is),
            Attribute::Null(is) => AttributeValue::Null(is),
            Attribute::Ss(texts) => AttributeValue::Ss(texts),
            Attribute::Ns(numbers) => AttributeValue::Ns(numbers),
            Attribute::Bs(all) => AttributeValue::Bs(all.into_iter().map(blob).collect()),
            Attribute::L(values) => AttributeValue::L(values.into_iter().map(AttributeValue::from).collect()),
            Attribute::M(values) => {
                AttributeValue::M(values.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
        }
    }
}
