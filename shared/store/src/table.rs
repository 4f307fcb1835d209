//! The calls that reach DynamoDB, each metered.
//!
//! Reads are strongly consistent: what was acknowledged is seen. Queries of the index are the exception that DynamoDB
//! makes.

mod index;

use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Item, key_item, s};
use crate::keys::Key;
use crate::patience::patiently;
use crate::usage::Usage;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    ConditionCheck, Delete, DeleteRequest, Put, PutRequest, ReturnConsumedCapacity, ReturnValue, TransactWriteItem,
    Update as UpdateItem, WriteRequest,
};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// The most items a BatchWriteItem call takes.
const BATCH: usize = 25;
/// How often what a batch left unprocessed (throttling) is sent again before giving up.
const BATCH_TRIES: usize = 8;

/// How long a transaction waits that met another, each time it does; a transaction takes some 10 ms.
const CONFLICT_WAITS: [Duration; 4] =
    [Duration::from_millis(20), Duration::from_millis(50), Duration::from_millis(120), Duration::from_millis(300)];

/// One part of a transaction.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    Put(Item),
    PutIf(Item, Expression),
    Update(Key, Expression),
    UpdateIf(Key, Expression, &'static str),
    Delete(Key),
    DeleteIf(Key, Expression),
    Check(Key, Expression),
}

/// Where a query goes on.
#[derive(Clone, Debug)]
pub(crate) struct Resume(Item);

/// A page of a query: at most 1 MB.
pub(crate) struct Page {
    pub(crate) items: Vec<Item>,
    pub(crate) resume: Option<Resume>,
}

/// A client that is made at the first call.
type LazyClient = LazyLock<Client, Box<dyn FnOnce() -> Client + Send>>;

/// The table, by its name.
#[derive(Clone)]
pub(crate) struct Table {
    client: Arc<LazyClient>,
    name: String,
    usage: Arc<Usage>,
}

impl Table {
    pub(crate) fn new(client: impl FnOnce() -> Client + Send + 'static, name: String) -> Table {
        Table { client: Arc::new(LazyLock::new(Box::new(client))), name, usage: Arc::default() }
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

    /// All or nothing; costs twice the units of the single writes. One that meets another on the same items is cancelled by
    /// DynamoDB, and sent again a few times; the SDK does not do that.
    pub(crate) async fn transact(&self, actions: Vec<Action>) -> Result<(), Error> {
        let items: Vec<_> = actions.into_iter().map(|action| self.transact_item(action)).collect::<Result<_, _>>()?;
        for wait in CONFLICT_WAITS {
            match self.transact_once(items.clone()).await {
                Err(Error::Contended) => tokio::time::sleep(by_chance(wait)).await,
                outcome => return outcome,
            }
        }
        self.transact_once(items).await
    }

    async fn transact_once(&self, items: Vec<TransactWriteItem>) -> Result<(), Error> {
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
            Action::Update(key, change) => part.update(self.update_part(&key, change, None)?),
            Action::UpdateIf(key, change, condition) => part.update(self.update_part(&key, change, Some(condition))?),
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

    fn update_part(&self, key: &Key, change: Expression, condition: Option<&str>) -> Result<UpdateItem, Error> {
        UpdateItem::builder()
            .table_name(&self.name)
            .set_key(Some(key_item(key)))
            .set_expression_attribute_values(change.values())
            .update_expression(change.text)
            .set_condition_expression(condition.map(str::to_owned))
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
            pending = self.write_batch(pending).await?;
        }
        match pending.is_empty() {
            true => Ok(()),
            false => Err(Error::left_over()),
        }
    }

    /// Puts items over whatever has their keys, in batches and without an order; waits for as long as there is no capacity.
    pub(crate) async fn put_all(&self, items: Vec<Item>) -> Result<(), Error> {
        let requests = items.into_iter().map(put_request).collect::<Result<Vec<_>, _>>()?;
        for batch in requests.chunks(BATCH) {
            let mut pending = batch.to_vec();
            patiently(async || {
                // Kept until the call is answered: a call that fails may have done nothing.
                pending = self.write_batch(pending.clone()).await?;
                if pending.is_empty() { Ok(()) } else { Err(Error::left_over()) }
            })
            .await?;
        }
        Ok(())
    }

    /// Answers what DynamoDB left for lack of capacity.
    async fn write_batch(&self, requests: Vec<WriteRequest>) -> Result<Vec<WriteRequest>, Error> {
        let request = self.client.batch_write_item().request_items(&self.name, requests);
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        self.usage.writes(answer.consumed_capacity());
        Ok(answer.unprocessed_items.and_then(|mut left| left.remove(&self.name)).unwrap_or_default())
    }

    /// A page of all items there are, in no order that means anything; waits for as long as there is no capacity.
    pub(crate) async fn scan(&self, resume: Option<Resume>) -> Result<Page, Error> {
        let answer = patiently(async || {
            let request = self.client.scan().table_name(&self.name).consistent_read(true);
            let request = request.set_exclusive_start_key(resume.clone().map(|resume| resume.0));
            Ok(request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?)
        })
        .await?;
        self.usage.reads(answer.consumed_capacity.as_slice());
        Ok(Page { items: answer.items.unwrap_or_default(), resume: answer.last_evaluated_key.map(Resume) })
    }
}

/// Between half of `wait` and all of it, so that two that met do not meet again.
pub(crate) fn by_chance(wait: Duration) -> Duration {
    // A new hasher of the standard library is keyed at random.
    let chance = RandomState::new().hash_one(()) % 1000;
    wait / 2 + wait * u32::try_from(chance).unwrap_or(0) / 2000
}

fn delete_request(key: &Key) -> Result<WriteRequest, Error> {
    let request = DeleteRequest::builder().set_key(Some(key_item(key))).build();
    let request = request.map_err(|error| Error::Refused(Box::new(error)))?;
    Ok(WriteRequest::builder().delete_request(request).build())
}

fn put_request(item: Item) -> Result<WriteRequest, Error> {
    let request = PutRequest::builder().set_item(Some(item)).build();
    let request = request.map_err(|error| Error::Refused(Box::new(error)))?;
    Ok(WriteRequest::builder().put_request(request).build())
}
