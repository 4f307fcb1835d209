//! Conditions, changes and key ranges, in DynamoDB's expression language.

use crate::item::s;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// An expression with the values it names (`:value`); attribute names that DynamoDB reserves are avoided, not escaped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expression {
    pub(crate) text: String,
    values: HashMap<String, AttributeValue>,
}

impl Expression {
    pub(crate) fn new<const N: usize>(text: impl Into<String>, values: [(&str, AttributeValue); N]) -> Expression {
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Expression { text: text.into(), values }
    }

    /// Holds where no item has the key.
    pub(crate) fn absent() -> Expression {
        Expression::new("attribute_not_exists(pk)", [])
    }

    /// Holds where an item has the key.
    pub(crate) fn present() -> Expression {
        Expression::new("attribute_exists(pk)", [])
    }

    pub(crate) fn with(mut self, name: &str, value: AttributeValue) -> Expression {
        self.values.insert(name.to_owned(), value);
        self
    }

    pub(crate) fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        Some(self.values.clone()).filter(|values| !values.is_empty())
    }
}

/// Which items of a partition a query is about, and how.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) pk: String,
    /// A condition on `sk`, if any.
    pub(crate) sk: Option<Expression>,
    pub(crate) forward: bool,
    pub(crate) limit: Option<i32>,
    pub(crate) projection: Option<&'static str>,
}

impl Query {
    pub(crate) fn all(pk: impl Into<String>) -> Query {
        Query { pk: pk.into(), sk: None, forward: true, limit: None, projection: None }
    }

    pub(crate) fn keys_only(self) -> Query {
        Query { projection: Some("pk, sk"), ..self }
    }

    pub(crate) fn backward(self) -> Query {
        Query { forward: false, ..self }
    }

    pub(crate) fn limit(self, limit: i32) -> Query {
        Query { limit: Some(limit), ..self }
    }

    /// Sort keys up to and with `sk`.
    pub(crate) fn up_to(self, sk: String) -> Query {
        Query { sk: Some(Expression::new("sk <= :to", [(":to", s(sk))])), ..self }
    }

    /// Sort keys above `sk`.
    pub(crate) fn above(self, sk: String) -> Query {
        Query { sk: Some(Expression::new("sk > :from", [(":from", s(sk))])), ..self }
    }

    /// Sort keys that begin with `prefix`.
    pub(crate) fn beginning(self, prefix: &str) -> Query {
        Query { sk: Some(Expression::new("begins_with(sk, :prefix)", [(":prefix", s(prefix))])), ..self }
    }

    /// Sort keys from `from` up to and with `to`.
    pub(crate) fn between(self, from: String, to: String) -> Query {
        let sk = Expression::new("sk BETWEEN :from AND :to", [(":from", s(from)), (":to", s(to))]);
        Query { sk: Some(sk), ..self }
    }
}
