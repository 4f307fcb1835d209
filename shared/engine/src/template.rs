//! The table as template.yaml describes it, so that its schema is written once.
//!
//! CloudFormation's `AWS::DynamoDB::Table` spells keys and indexes as the CreateTable API does, so the parts that make
//! up the schema are handed on as they are.

use anyhow::{Context, anyhow};
use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

const TEMPLATE: &str = include_str!("../../../template.yaml");
/// What the schema is made of; billing, backup and encryption are AWS's business.
const SCHEMA: [&str; 3] = ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes"];

/// The properties of the template's table.
pub(crate) struct Table(Value);

/// Finds the table in the template that this program was built with.
pub(crate) fn table() -> anyhow::Result<Table> {
    let documents = Yaml::load_from_str(TEMPLATE).context("template.yaml is not YAML")?;
    let template = documents.first().context("template.yaml is empty")?;
    let resources = template.as_mapping_get("Resources").context("template.yaml has no Resources")?;
    let table = resources.as_mapping_get("Table").context("template.yaml has no Table")?;
    let properties = table.as_mapping_get("Properties").context("the Table has no Properties")?;
    Ok(Table(to_json(properties)?))
}

impl Table {
    /// The body of a CreateTable request. What an index has to say of its billing is dropped too.
    pub(crate) fn create_request(&self, name: &str) -> Value {
        let mut request = Map::new();
        request.insert("TableName".into(), name.into());
        request.insert("BillingMode".into(), "PAY_PER_REQUEST".into());
        for part in SCHEMA {
            request.insert(part.into(), self.0[part].clone());
        }
        for index in request.get_mut("GlobalSecondaryIndexes").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(index) = index.as_object_mut() {
                index.remove("ProvisionedThroughput");
            }
        }
        Value::Object(request)
    }

    /// The body of an UpdateTimeToLive request.
    pub(crate) fn ttl_request(&self, name: &str) -> Value {
        json!({ "TableName": name, "TimeToLiveSpecification": self.0["TimeToLiveSpecification"] })
    }
}

/// Drops CloudFormation's tags (`!Ref`, `!If`): none stands inside the schema.
fn to_json(node: &Yaml<'_>) -> anyhow::Result<Value> {
    Ok(match node {
        Yaml::Tagged(_, node) => to_json(node)?,
        Yaml::Sequence(items) => Value::Array(items.iter().map(to_json).collect::<Result<_, _>>()?),
        Yaml::Mapping(entries) => Value::Object(entries.iter().map(entry).collect::<Result<_, _>>()?),
        Yaml::Value(Scalar::Boolean(value)) => Value::Bool(*value),
        Yaml::Value(Scalar::Integer(value)) => Value::from(*value),
        Yaml::Value(Scalar::String(value)) => Value::String(value.to_string()),
        Yaml::Value(Scalar::Null) => Value::Null,
        _ => return Err(anyhow!("template.yaml holds a kind of YAML that a table has no use for")),
    })
}

fn entry((key, value): (&Yaml<'_>, &Yaml<'_>)) -> anyhow::Result<(String, Value)> {
    let key = key.as_str().context("a key in template.yaml is not a string")?;
    Ok((key.to_owned(), to_json(value)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_a_table_with_keys_index_and_ttl() {
        let table = table().expect("template.yaml holds the table");
        let request = table.create_request("t");
        assert_eq!(request["KeySchema"][0], json!({ "AttributeName": "pk", "KeyType": "HASH" }));
        assert_eq!(request["GlobalSecondaryIndexes"][0]["IndexName"], "due");
        assert!(request["GlobalSecondaryIndexes"][0].get("ProvisionedThroughput").is_none());
        assert_eq!(table.ttl_request("t")["TimeToLiveSpecification"]["AttributeName"], "expires_at");
    }
}
