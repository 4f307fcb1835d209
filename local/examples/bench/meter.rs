//! Consumed capacity by DynamoDB's operations, read off the SDK's answers: where the units go.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemOutput;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemOutput;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::put_item::PutItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsOutput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemOutput;
use aws_sdk_dynamodb::types::ConsumedCapacity;
use serde::Serialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

/// What one kind of call has consumed.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Tally {
    pub(crate) calls: u64,
    pub(crate) units: f64,
}

/// Tallies by operation. Calls that failed stand under [`FAILED`]: DynamoDB charges for a condition that did not hold,
/// without saying so in the answer.
pub(crate) type Tallies = BTreeMap<&'static str, Tally>;

/// The name of calls that failed.
pub(crate) const FAILED: &str = "failed";

/// Listens to all calls of the clients it is [on](Meter::on).
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<Mutex<Tallies>>);

impl Meter {
    /// The same client, metered.
    pub(crate) fn on(&self, client: &Client) -> Client {
        Client::from_conf(client.config().to_builder().interceptor(self.clone()).build())
    }

    /// What was consumed since this was last asked.
    pub(crate) fn take(&self) -> Tallies {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, operation: &'static str, consumed: &[ConsumedCapacity]) {
        let mut tallies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = tallies.entry(operation).or_default();
        tally.calls += 1;
        tally.units += consumed.iter().filter_map(ConsumedCapacity::capacity_units).sum::<f64>();
    }
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "Meter"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        let Ok(output) = context.output_or_error() else {
            self.add(FAILED, &[]);
            return Ok(());
        };
        if let Some(output) = output.downcast_ref::<PutItemOutput>() {
            self.add("PutItem", output.consumed_capacity.as_slice());
        } else if let Some(output) = output.downcast_ref::<DeleteItemOutput>() {
            self.add("DeleteItem", output.consumed_capacity.as_slice());
        } else if let Some(output) = output.downcast_ref::<UpdateItemOutput>() {
            self.add("UpdateItem", output.consumed_capacity.as_slice());
        } else if let Some(output) = output.downcast_ref::<TransactWriteItemsOutput>() {
            self.add("TransactWriteItems", output.consumed_capacity());
        } else if let Some(output) = output.downcast_ref::<BatchWriteItemOutput>() {
            self.add("BatchWriteItem", output.consumed_capacity());
        } else if let Some(output) = output.downcast_ref::<GetItemOutput>() {
            self.add("GetItem", output.consumed_capacity.as_slice());
        } else if let Some(output) = output.downcast_ref::<QueryOutput>() {
            self.add("Query", output.consumed_capacity.as_slice());
        }
        Ok(())
    }
}

/// Units that reads have consumed, or writes.
pub(crate) fn units(tallies: &Tallies, of_reads: bool) -> f64 {
    let is_read = |operation: &str| matches!(operation, "GetItem" | "Query");
    tallies.iter().filter(|(operation, _)| is_read(operation) == of_reads).map(|(_, tally)| tally.units).sum()
}
