//! The labels of a mailbox: people know their names, the API their ids
//! (<https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels/list>).

use serde::Deserialize;

use super::read;
use crate::http::SMALL;
use crate::{Error, Google};

/// A label.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Label {
    /// What the API calls it.
    pub id: String,
    /// What its owner calls it; of nested ones with a slash between. Gmail takes no two that differ in case only.
    pub name: String,
}

shows_nothing!(Label);

#[derive(Deserialize)]
struct Labels {
    #[serde(default)]
    labels: Vec<Label>,
}

impl Google {
    /// All labels of the mailbox, Gmail's own among them.
    pub async fn labels(&self, access_token: &str) -> Result<Vec<Label>, Error> {
        let fields = [("fields", "labels(id,name)")];
        let body = self.gmail(access_token, &["labels"], &fields, SMALL).await?;
        Ok(read::<Labels>(&body)?.labels)
    }
}
