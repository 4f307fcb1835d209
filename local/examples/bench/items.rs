//! The easy layout: an item a point, under the metric and the time. Simple code as one would write it first.
//!
//! Its reads are eventually consistent, at half the price, and end with points in memory: no border, no token, no JSON.

use crate::measure::{Answer, Cost};
use crate::operations::Operation;
use crate::points::{DAY, START, Thermometer};
use anyhow::{Context, bail};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, ConsumedCapacity, KeySchemaElement, KeyType, Put, PutRequest,
    ReturnConsumedCapacity, ScalarAttributeType, TransactWriteItem, WriteRequest,
};
use futures::{StreamExt, TryStreamExt};
use series::{Columns, Dimensions, Range};
use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

const TABLE: &str = "one_item_per_point";
/// The most items a BatchWriteItem call takes.
const BATCH: usize = 25;
/// The most items a TransactWriteItems call takes.
const TRANSACTION: usize = 100;
/// Calls side by side while a metric is filled.
const SIDE_BY_SIDE: usize = 8;
/// Points that are made at a time while a metric is filled.
const FILLED: usize = 10_000;

/// One metric of the table.
pub(crate) struct Items {
    client: Client,
    metric: String,
}

/// Makes the table.
pub(crate) async fn create_table(client: &Client) -> anyhow::Result<()> {
    let mut request = client.create_table().table_name(TABLE).billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let text = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        let key = KeySchemaElement::builder().attribute_name(name).key_type(kind);
        request = request.attribute_definitions(text.build()?).key_schema(key.build()?);
    }
    request.send().await?;
    Ok(())
}

/// A point as it is stored.
pub(crate) fn item(
    metric: &str,
    timestamp: i64,
    dimensions: &Dimensions,
    value: f64,
) -> HashMap<String, AttributeValue> {
    let pairs = dimensions.pairs().iter();
    let pairs = pairs.map(|(key, value)| (key.to_string(), AttributeValue::S(value.to_string()))).collect();
    HashMap::from([
        ("pk".to_owned(), AttributeValue::S(metric.to_owned())),
        ("sk".to_owned(), AttributeValue::S(padded(timestamp))),
        ("dimensions".to_owned(), AttributeValue::M(pairs)),
        ("value".to_owned(), AttributeValue::N(value.to_string())),
    ])
}

impl Items {
    pub(crate) fn new(client: Client, metric: &str) -> Items {
        Items { client, metric: metric.to_owned() }
    }

    /// Fills the metric in transactions, several at a time: one is one commit, where the embedded engine commits each item
    /// of a batch by itself. What that consumes is nobody's figure, for transactions cost twice.
    pub(crate) async fn fill(&self, from: &mut Thermometer, points: usize) -> anyhow::Result<()> {
        let mut left = points;
        while 0 < left {
            let columns = from.read(left.min(FILLED));
            left -= columns.len();
            let calls = self.items(&columns, TRANSACTION).into_iter().map(|items| self.put_all(items));
            futures::stream::iter(calls).buffer_unordered(SIDE_BY_SIDE).try_collect::<()>().await?;
        }
        Ok(())
    }

    /// Does `operation`.
    pub(crate) async fn answer(&self, operation: &Operation) -> anyhow::Result<Answer> {
        let begun = Instant::now();
        let (points, cost) = match operation {
            Operation::Write(points) => (points.len(), self.write(points).await?),
            Operation::ReadAll => counted(self.read(Range::default()).await?),
            Operation::ReadDay(start) => {
                counted(self.read(Range { start: Some(*start), end: Some(start + DAY) }).await?)
            }
            Operation::ReadByDay(days) => {
                let range = Range { start: Some(START), end: Some(START + days * DAY) };
                let (points, cost) = self.read(range).await?;
                (means(&points).len(), cost)
            }
        };
        Ok(Answer { took: begun.elapsed(), cost, points, bytes: None })
    }

    /// One call for one point, one after the other for many.
    pub(crate) async fn write(&self, points: &Columns) -> anyhow::Result<Cost> {
        if let ([_], Some((timestamp, dimensions, value))) = (&points.timestamps[..], points.iter().next()) {
            let item = item(&self.metric, timestamp, dimensions, value);
            let request = self.client.put_item().table_name(TABLE).set_item(Some(item));
            let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
            return Ok(written(answer.consumed_capacity.as_slice()));
        }
        let mut cost = Cost::default();
        for batch in self.items(points, BATCH) {
            cost += self.put_batch(batch).await?;
        }
        Ok(cost)
    }

    /// All points of a range, page after page.
    pub(crate) async fn read(&self, range: Range) -> anyhow::Result<(Columns, Cost)> {
        let (mut points, mut cost, mut resume) = (Columns::default(), Cost::default(), None);
        let (from, to) = (range.start.unwrap_or(0), range.end.map_or(i64::MAX, |end| end - 1));
        loop {
            let request = self.client.query().table_name(TABLE).set_exclusive_start_key(resume);
            let request = request
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":pk", AttributeValue::S(self.metric.clone()))
                .expression_attribute_values(":from", AttributeValue::S(padded(from)))
                .expression_attribute_values(":to", AttributeValue::S(padded(to)));
            let page = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
            cost += Cost { read_units: units(page.consumed_capacity.as_slice()), calls: 1, ..Cost::default() };
            page.items().iter().try_for_each(|item| push(&mut points, item))?;
            resume = page.last_evaluated_key;
            if resume.is_none() {
                return Ok((points, cost));
            }
        }
    }

    /// The points as items, so many at a time.
    fn items(&self, points: &Columns, at_a_time: usize) -> Vec<Vec<HashMap<String, AttributeValue>>> {
        let items: Vec<_> =
            points.iter().map(|(at, dimensions, value)| item(&self.metric, at, dimensions, value)).collect();
        items.chunks(at_a_time).map(<[_]>::to_vec).collect()
    }

    async fn put_all(&self, items: Vec<HashMap<String, AttributeValue>>) -> anyhow::Result<()> {
        let put = |item| Ok(Put::builder().table_name(TABLE).set_item(Some(item)).build()?);
        let puts: Vec<Put> = items.into_iter().map(put).collect::<anyhow::Result<_>>()?;
        let puts = puts.into_iter().map(|put| TransactWriteItem::builder().put(put).build()).collect();
        self.client.transact_write_items().set_transact_items(Some(puts)).send().await?;
        Ok(())
    }

    async fn put_batch(&self, items: Vec<HashMap<String, AttributeValue>>) -> anyhow::Result<Cost> {
        let put =
            |item| Ok(WriteRequest::builder().put_request(PutRequest::builder().set_item(Some(item)).build()?).build());
        let puts: Vec<WriteRequest> = items.into_iter().map(put).collect::<anyhow::Result<_>>()?;
        let request = self.client.batch_write_item().request_items(TABLE, puts);
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        if answer.unprocessed_items().is_some_and(|left| !left.is_empty()) {
            bail!("the embedded engine never throttles, and yet left items of a batch unprocessed");
        }
        Ok(written(answer.consumed_capacity()))
    }
}

/// Sorts as the time does: as many digits as the largest has.
fn padded(timestamp: i64) -> String {
    format!("{timestamp:020}")
}

fn push(points: &mut Columns, item: &HashMap<String, AttributeValue>) -> anyhow::Result<()> {
    let attribute = |name: &str| item.get(name).with_context(|| format!("an item has no {name}"));
    let timestamp = attribute("sk")?.as_s().ok().and_then(|sk| sk.parse().ok()).context("sk is a time")?;
    let value = attribute("value")?.as_n().ok().and_then(|value| value.parse().ok()).context("value is a number")?;
    let pairs = attribute("dimensions")?.as_m().ok().context("dimensions are a map")?;
    let pairs = pairs.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_s().ok()?.as_str())));
    points.push(timestamp, &Dimensions::new(pairs), value);
    Ok(())
}

/// The mean of each day that has points.
fn means(points: &Columns) -> BTreeMap<i64, f64> {
    let mut days: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for (timestamp, value) in points.timestamps.iter().zip(&points.values) {
        let (sum, count) = days.entry(timestamp.div_euclid(DAY)).or_default();
        *sum += value;
        *count += 1.0;
    }
    days.into_iter().map(|(day, (sum, count))| (day * DAY, sum / count)).collect()
}

fn counted((points, cost): (Columns, Cost)) -> (usize, Cost) {
    (points.len(), cost)
}

fn written(consumed: &[ConsumedCapacity]) -> Cost {
    Cost { write_units: units(consumed), calls: 1, ..Cost::default() }
}

fn units(consumed: &[ConsumedCapacity]) -> f64 {
    consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum()
}
