//! Queries of the sparse index of jobs. It has their keys and times, and is a moment behind the table.

use super::Table;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Read, n, s};
use crate::keys::Key;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

/// The index, as template.yaml names it.
const INDEX: &str = "due";

impl Table {
    /// The keys of one shard of the sparse index that are due by `now`, the earliest first: at most `limit`, or a page.
    pub(crate) async fn query_due(&self, shard: &str, now: i64, limit: Option<i32>) -> Result<Vec<Key>, Error> {
        let due = Expression::new("due_shard = :shard AND due_at <= :now", [(":shard", s(shard)), (":now", n(now))]);
        let request = self.client.query().table_name(&self.name).index_name(INDEX).set_limit(limit);
        let request = request.set_expression_attribute_values(due.values()).key_condition_expression(due.text);
        let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
        self.usage.reads(answer.consumed_capacity.as_slice());
        answer.items.unwrap_or_default().iter().map(Read::key).collect()
    }

    /// The keys of one shard of the index with their times, the earliest first: all of them.
    pub(crate) async fn query_shard(&self, shard: &str) -> Result<Vec<(Key, i64)>, Error> {
        let (mut keys, mut resume) = (Vec::new(), None);
        loop {
            let of_shard = Expression::new("due_shard = :shard", [(":shard", s(shard))]);
            let request = self.client.query().table_name(&self.name).index_name(INDEX);
            let request = request.set_exclusive_start_key(resume);
            let request = request.set_expression_attribute_values(of_shard.values());
            let request = request.key_condition_expression(of_shard.text);
            let answer = request.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await?;
            self.usage.reads(answer.consumed_capacity.as_slice());
            for item in answer.items.unwrap_or_default() {
                keys.push((item.key()?, item.number("due_at")?));
            }
            match answer.last_evaluated_key {
                Some(last) => resume = Some(last),
                None => return Ok(keys),
            }
        }
    }
}
