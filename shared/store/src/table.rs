//! The calls that reach DynamoDB, each metered.
//!
//! Reads are strongly consistent: what was acknowledged is seen. Queries of the index are the exception that DynamoDB
//! makes.

use crate::error::Error;
use crate::item::{Item, Read, key_item, s};
use crate::keys::Key;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, ConsumedCapacity, Delete, DeleteRequest, Put, ReturnConsumedCapacity, ReturnValue,
    TransactWriteItem, Update as UpdateItem, WriteRequest,
};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most items a BatchWriteItem call takes.
const BATCH: usize = 25;
/// How often what a batch left unprocessed (throttling) is sent again before giving up.
const BATCH_TRIES: usize = 8;

/// Consumed capacity, in thousandths of a unit, and calls.
#[derive(Debug, Default)]
pub struct Usage {
    read_milliunits: AtomicU64,
    write_milliunits: AtomicU64,
    calls: AtomicU64,
}

/// A reading of [`Usage`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UsageReading {
    /// Read units.
    pub read: f64,
    /// Write units.
    pub write: f64,
    /// Calls; each page of a query is one.
    pub calls: u64,
}

impl Usage {
    /// What was consumed so far.
    #[expect(clippy::cast_precision_loss, reason = "units stay far below 2^53")]
    pub fn reading(&self) -> UsageReading {
        let units = |counter: &AtomicU64| counter.load(Ordering::Relaxed) as f64 / 1000.0;
        UsageReading {
            read: units(&self.read_milliunits),
            write: units(&self.write_milliunits),
            calls: self.calls.load(Ordering::Relaxed),
        }
    }

    fn record(&self, counter: &AtomicU64, consumed: &[ConsumedCapacity]) {
        let units: f64 = consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "capacity is small and positive")]
        counter.fetch_add((units * 1000.0).round() as u64, Ordering::Relaxed);
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    fn reads(&self, consumed: &[ConsumedCapacity]) {
        self.record(&self.read_milliunits, consumed);
    }

    fn writes(&self, consumed: &[ConsumedCapacity]) {
        self.record(&self.write_milliunits, consumed);
    }
}

impl std::ops::Sub for UsageReading {
    type Output = UsageReading;
    fn sub(self, earlier: UsageReading) -> UsageReading {
        UsageReading {
            read: self.read - earlier.read,
            write: self.write - earlier.write,
            calls: self.calls - earlier.calls,
        }
    }
}

/// An expression with the values it names (`:value`); attribute names that DynamoDB reserves are avoided, not escaped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expression {
    text: String,
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

    fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        Some(self.values.clone()).filter(|values| !values.is_empty())
    }
}

/// One part of a transaction.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    Put(Item),
    PutIf(Item, Expression),
    Update(Key, Expression),
    Delete(Key),
    DeleteIf(Key, Expression),
    Check(Key, Expression),
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

/// Where a query goes on.
#[derive(Clone, Debug)]
pub(crate) struct Resume(Item);

/// A page of a query: at most 1 MB.
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    pub(crate) resume: Option<Resume>,
}

/// The table, by its name.
#[derive(Clone)]
pub(crate) struct Table {
    client: Client,
    name: String,
    usage: Arc<Usage>,
}

impl Table {
    pub(crate) fn new(client: Client, name: String) -> Table {
        Table { client, name, usage: Arc::default() }
    }

    pub(crate) fn usage(&self) -> &Usage {
        &self.usage
    }

    pub(crate) async fn get(&self, key: &Key) -> Result<Option<Item>, Error> {
        let request = self.client.get_item().table_name(&self.name).set_key(Some(key_item(key))).consistent_read(true);
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        self.usage.reads(answer.consumed_capacity.as_slice());
        Ok(answer.item)
    }

    pub(crate) async fn put(&self, item: Item) -> Result<(), Error> {
        self.put_if(item, Expression::default()).await
    }

    pub(crate) async fn put_if(&self, item: Item, condition: Expression) -> Result<(), Error> {
        let request = self.client.put_item().table_name(&self.name).set_item(Some(item));
        let request = request
            .set_expression_attribute_values(condition.values())
            .set_condition_expression(Some(condition.text).filter(|text| !text.is_empty()));
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        self.usage.writes(answer.consumed_capacity.as_slice());
        Ok(())
    }

    /// Changes one item (made if absent) where `condition` holds; answers it as it is then.
    pub(crate) async fn update_if(&self, key: &Key, change: Expression, condition: &str) -> Result<Item, Error> {
        let request = self.client.update_item().table_name(&self.name).set_key(Some(key_item(key)));
        let request = request
            .set_expression_attribute_values(change.values())
            .update_expression(change.text)
            .set_condition_expression(Some(condition.to_owned()).filter(|text| !text.is_empty()))
            .return_values(ReturnValue::AllNew);
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        self.usage.writes(answer.consumed_capacity.as_slice());
        answer.attributes.ok_or(Error::Malformed("attributes"))
    }

    pub(crate) async fn delete(&self, key: &Key) -> Result<(), Error> {
        let request = self.client.delete_item().table_name(&self.name).set_key(Some(key_item(key)));
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        self.usage.writes(answer.consumed_capacity.as_slice());
        Ok(())
    }

    /// All or nothing; costs twice the units of the single writes.
    pub(crate) async fn transact(&self, actions: Vec<Action>) -> Result<(), Error> {
        let items = actions.into_iter().map(|action| self.transact_item(action)).collect::<Result<_, _>>()?;
        let request = self.client.transact_write_items().set_transact_items(Some(items));
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        self.usage.writes(answer.consumed_capacity());
        Ok(())
    }

    fn transact_item(&self, action: Action) -> Result<TransactWriteItem, Error> {
        let refused = |error| Error::Refused(Box::new(error));
        let part = TransactWriteItem::builder();
        Ok(match action {
            Action::Put(item) => part.put(self.put_part(item, Expression::default())?),
            Action::PutIf(item, condition) => part.put(self.put_part(item, condition)?),
            Action::Update(key, change) => part.update(
                UpdateItem::builder()
                    .table_name(&self.name)
                    .set_key(Some(key_item(&key)))
                    .set_expression_attribute_values(change.values())
                    .update_expression(change.text)
                    .build()
                    .map_err(refused)?,
            ),
            Action::Delete(key) => part.delete(self.delete_part(&key, Expression::default())?),
            Action::DeleteIf(key, condition) => part.delete(self.delete_part(&key, condition)?),
            Action::Check(key, condition) => part.condition_check(
                ConditionCheck::builder()
                    .table_name(&self.name)
                    .set_key(Some(key_item(&key)))
                    .set_expression_attribute_values(condition.values())
                    .condition_expression(condition.text)
                    .build()
                    .map_err(refused)?,
            ),
        }
        .build())
    }

    fn put_part(&self, item: Item, condition: Expression) -> Result<Put, Error> {
        let part = Put::builder().table_name(&self.name).set_item(Some(item));
        part.set_expression_attribute_values(condition.values())
            .set_condition_expression(Some(condition.text).filter(|text| !text.is_empty()))
            .build()
            .map_err(|error| Error::Refused(Box::new(error)))
    }

    fn delete_part(&self, key: &Key, condition: Expression) -> Result<Delete, Error> {
        let part = Delete::builder().table_name(&self.name).set_key(Some(key_item(key)));
        part.set_expression_attribute_values(condition.values())
            .set_condition_expression(Some(condition.text).filter(|text| !text.is_empty()))
            .build()
            .map_err(|error| Error::Refused(Box::new(error)))
    }

    /// One page; more follow where it says so.
    pub(crate) async fn query(&self, query: &Query, resume: Option<Resume>) -> Result<Page, Error> {
        let sk = query.sk.clone().unwrap_or_default();
        let condition = if sk.text.is_empty() { "pk = :pk".to_owned() } else { format!("pk = :pk AND {}", sk.text) };
        let request =
            self.client.query().table_name(&self.name).consistent_read(true).scan_index_forward(query.forward);
        let request = request
            .key_condition_expression(condition)
            .set_expression_attribute_values(sk.with(":pk", s(&query.pk)).values())
            .set_limit(query.limit)
            .set_projection_expression(query.projection.map(str::to_owned))
            .set_exclusive_start_key(resume.map(|resume| resume.0));
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        self.usage.reads(answer.consumed_capacity.as_slice());
        Ok(Page { items: answer.items.unwrap_or_default(), resume: answer.last_evaluated_key.map(Resume) })
    }

    /// All pages.
    pub(crate) async fn query_all(&self, query: &Query) -> Result<Vec<Item>, Error> {
        let mut page = self.query(query, None).await?;
        let mut items = page.items;
        while let Some(resume) = page.resume {
            page = self.query(query, Some(resume)).await?;
            items.append(&mut page.items);
        }
        Ok(items)
    }

    /// The keys of one shard of the sparse index that are due by `now`, the earliest first.
    pub(crate) async fn query_due(&self, shard: &str, now: i64, limit: i32) -> Result<Vec<Key>, Error> {
        let due = Expression::new(
            "due_shard = :shard AND due_at <= :now",
            [(":shard", s(shard)), (":now", AttributeValue::N(now.to_string()))],
        );
        let request = self.client.query().table_name(&self.name).index_name("due").limit(limit);
        let request = request.set_expression_attribute_values(due.values()).key_condition_expression(due.text);
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        self.usage.reads(answer.consumed_capacity.as_slice());
        answer.items.unwrap_or_default().iter().map(Read::key).collect()
    }

    /// Deletes items by key, in batches; what DynamoDB leaves for lack of capacity is sent again.
    pub(crate) async fn delete_all(&self, keys: &[Key]) -> Result<(), Error> {
        for batch in keys.chunks(BATCH) {
            self.delete_batch(batch).await?;
        }
        Ok(())
    }

    async fn delete_batch(&self, keys: &[Key]) -> Result<(), Error> {
        let mut pending = keys.iter().map(delete_request).collect::<Result<Vec<_>, _>>()?;
        for _ in 0..BATCH_TRIES {
            if pending.is_empty() {
                return Ok(());
            }
            let request = self.client.batch_write_item().request_items(&self.name, pending);
            let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
            self.usage.writes(answer.consumed_capacity());
            pending = answer.unprocessed_items.and_then(|mut left| left.remove(&self.name)).unwrap_or_default();
        }
        match pending.is_empty() {
            true => Ok(()),
            false => Err(Error::Unavailable("a batch was left unprocessed".into())),
        }
    }
}

fn delete_request(key: &Key) -> Result<WriteRequest, Error> {
    let request = DeleteRequest::builder().set_key(Some(key_item(key))).build();
    let request = request.map_err(|error| Error::Refused(Box::new(error)))?;
    Ok(WriteRequest::builder().delete_request(request).build())
}
