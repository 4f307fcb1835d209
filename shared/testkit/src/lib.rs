//! What tests share: the real engine with an empty table, builders of points, and a gate between a store and the engine
//! that lets a test order, fail or cut off single calls.

mod caller;
pub use caller::{Answer, Caller};

mod gate;
pub use gate::{Call, Fault, Gate, Ordered};

mod aws;
pub use aws::aws;

mod vault;
pub use vault::Vault;

mod points;
pub use points::{columns, plain};

use engine::Engine;
use store::{Policy, Store};

/// The time at which tests begin, in ms: 2026-11-21T00:00:00Z.
pub const NOW: i64 = 1_795_219_200_000;
/// A minute, in ms.
pub const MINUTE: i64 = 60_000;
/// A day, in ms.
pub const DAY: i64 = 86_400_000;

/// An engine with an empty table, gone with the test.
pub struct World {
    engine: Engine,
}

impl World {
    /// Starts the engine in memory.
    pub async fn new() -> World {
        World { engine: Engine::in_memory(0).await.expect("the engine starts") }
    }

    /// A store over the table; each is like a process of its own.
    pub fn store(&self) -> Store {
        Store::new(self.engine.client(), engine::TABLE)
    }

    /// A store over a table of this name, of which there is none.
    pub fn store_of(&self, table: &str) -> Store {
        Store::new(self.engine.client(), table)
    }

    /// A store with chunks and blocks of other sizes.
    pub fn store_with(&self, policy: Policy) -> Store {
        Store::with_policy(self.engine.client(), engine::TABLE, policy)
    }

    /// Where the engine listens.
    pub fn endpoint(&self) -> String {
        self.engine.endpoint()
    }

    /// Everything that is stored, as text and in order: for comparing before and after.
    pub async fn items(&self) -> Vec<String> {
        let table = self.engine.client().scan().table_name(engine::TABLE).into_paginator().items().send();
        let items = table.collect::<Result<Vec<_>, _>>().await.expect("the engine answers");
        let mut items: Vec<_> = items
            .into_iter()
            .map(|item| format!("{:?}", item.into_iter().collect::<std::collections::BTreeMap<_, _>>()))
            .collect();
        items.sort();
        items
    }

    /// The partition key of every item that is stored.
    pub async fn partitions(&self) -> Vec<String> {
        let table = self.engine.client().scan().table_name(engine::TABLE).into_paginator().items().send();
        let items = table.collect::<Result<Vec<_>, _>>().await.expect("the engine answers");
        items.iter().filter_map(|item| item["pk"].as_s().ok().cloned()).collect()
    }
}
