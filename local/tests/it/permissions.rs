//! Each function may do in AWS what it does: its role in template.yaml allows every call that it makes to DynamoDB, and
//! nothing that it does not make. The engine knows no permissions, so nothing else would notice before a user does.

use crate::doors::Made;
use crate::everything;
use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::Value;
use std::collections::BTreeSet;

const TEMPLATE: &str = include_str!("../../../template.yaml");

/// Granted for what a story cannot tell: that `accounts` died while it deleted somebody's tokens, sessions and codes, which
/// `jobs` then does; that the first user of all comes by registering; and that a report on a text message is the last thing that
/// happens to somebody's check-ins. Role, action, and beginning of the key.
const SPARE: [(&str, &str, &str); 6] = [
    ("AccountsRole", "ConditionCheckItem", "SYS"),
    ("JobsRole", "BatchWriteItem", "O#"),
    ("JobsRole", "BatchWriteItem", "S#"),
    ("JobsRole", "BatchWriteItem", "T#"),
    ("JobsRole", "DeleteItem", "J#probe#"),
    ("JobsRole", "BatchWriteItem", USER),
];
const USER: &str = "U#????????-????-????-????-????????????";

/// One action on keys of one pattern; on the index, whose keys are nobody's, the pattern is its name.
type Grant = (String, String);

#[tokio::test]
async fn every_function_is_allowed_what_it_does_and_nothing_else() {
    let (mut refused, mut unused) = (BTreeSet::new(), BTreeSet::new());
    for (role, made) in everything::happens().await.made {
        let grants = grants(role);
        for made in &made {
            if !grants.iter().any(|grant| covers(grant, made)) {
                refused.insert((role, made.clone()));
            }
        }
        let idle = |grant: &&Grant| !made.iter().any(|made| covers(grant, made)) && !is_spare(role, grant);
        unused.extend(grants.iter().filter(idle).map(|grant| (role, grant.clone())));
    }
    assert!(refused.is_empty(), "AWS would refuse {refused:#?}");
    assert!(unused.is_empty(), "nothing needs {unused:#?}");
}

#[test]
fn a_pattern_covers_what_it_should() {
    let user = "U#0b0e3a0e-6b8f-4f39-9a59-2f9a4a7b1c11";
    for (pattern, key, expect) in [
        ("SYS", "SYS", true),
        ("SYS", "SYSTEM", false),
        ("T#*", "T#abc", true),
        ("T#*", "TRY#abc", false),
        ("J#seal#*", "J#seal#0b0e", true),
        ("J#seal#*", "J#erase#0b0e", false),
        (USER, user, true),
        (USER, &format!("{user}#LOG"), false),
        (&format!("{USER}#LOG"), &format!("{user}#LOG"), true),
        (&format!("{USER}#M#*"), &format!("{user}#M#a#LOG"), true),
        (&format!("{USER}#LOG"), &format!("{user}#M#a#LOG"), false),
    ] {
        assert_eq!(matches(pattern.as_bytes(), key.as_bytes()), expect, "{pattern} {key}");
    }
}

#[test]
fn a_call_that_a_role_does_not_allow_is_noticed() {
    let may = |role: &str, action: &str, key: &str| {
        let made = Made { action: action.to_owned(), key: key.to_owned() };
        grants(role).iter().any(|grant| covers(grant, &made))
    };
    assert!(may("HealthRole", "GetItem", "SYS"));
    assert!(!may("HealthRole", "GetItem", "T#abc"));
    assert!(!may("HealthRole", "PutItem", "SYS"));
    assert!(may("JobsRole", "Query", "due"));
    assert!(!may("DataRole", "Query", "due"));
}

fn covers((action, pattern): &Grant, made: &Made) -> bool {
    *action == made.action && matches(pattern.as_bytes(), made.key.as_bytes())
}

fn is_spare(role: &str, (action, pattern): &Grant) -> bool {
    SPARE.iter().any(|(of, may, key)| *of == role && may == action && pattern.trim_end_matches('*') == *key)
}

/// IAM's StringLike: `*` stands for any text, `?` for one character.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => matches(rest, text) || (!text.is_empty() && matches(pattern, &text[1..])),
        ([b'?', rest @ ..], [_, others @ ..]) => matches(rest, others),
        ([a, rest @ ..], [b, others @ ..]) => a == b && matches(rest, others),
        _ => false,
    }
}

/// What a role allows on the table and its index.
fn grants(role: &str) -> Vec<Grant> {
    let documents = Yaml::load_from_str(TEMPLATE).expect("template.yaml is YAML");
    let template = to_json(documents.first().expect("one document"));
    let statements = &template["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
    let mut grants = Vec::new();
    for statement in statements.as_array().unwrap_or_else(|| panic!("{role} has statements")) {
        let Some(action) = statement["Action"].as_str().and_then(|action| action.strip_prefix("dynamodb:")) else {
            continue;
        };
        let keys = &statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"];
        let index = statement["Resource"].as_str().and_then(|resource| resource.split_once("/index/"));
        let patterns = keys.as_array().into_iter().flatten().filter_map(Value::as_str);
        grants.extend(
            patterns.chain(index.map(|(_, index)| index)).map(|pattern| (action.to_owned(), pattern.to_owned())),
        );
    }
    grants
}

fn to_json(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Tagged(_, node) => to_json(node),
        Yaml::Sequence(items) => items.iter().map(to_json).collect(),
        Yaml::Mapping(entries) => {
            entries.iter().filter_map(|(key, value)| Some((key.as_str()?.to_owned(), to_json(value)))).collect()
        }
        Yaml::Value(Scalar::String(text)) => text.to_string().into(),
        _ => Value::Null,
    }
}
