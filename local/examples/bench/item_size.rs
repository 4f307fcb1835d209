//! How large an item is for DynamoDB: attribute names and values, the key's among them
//! (<https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>).

use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// What storage is billed for each item beside its size: its place in the index
/// (<https://aws.amazon.com/dynamodb/pricing/on-demand/>).
pub(crate) const BILLED_EXTRA: usize = 100;
/// Of a list or a map, whatever it holds.
const NESTING: usize = 3;

/// An item, in bytes.
pub(crate) fn item_size(item: &HashMap<String, AttributeValue>) -> usize {
    item.iter().map(|(name, value)| name.len() + value_size(value)).sum()
}

fn value_size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number_size(number),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::M(map) => NESTING + map.len() + item_size(map),
        AttributeValue::L(list) => NESTING + list.iter().map(|value| 1 + value_size(value)).sum::<usize>(),
        _ => 1,
    }
}

/// A byte for each two significant digits and one more, and one for a minus sign.
fn number_size(number: &str) -> usize {
    let (negative, digits) = number.strip_prefix('-').map_or((false, number), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = if fraction.is_empty() { whole.trim_end_matches('0') } else { whole };
    let significant =
        whole.trim_start_matches('0').len().div_ceil(2) + fraction.trim_end_matches('0').len().div_ceil(2);
    significant + 1 + usize::from(negative)
}
