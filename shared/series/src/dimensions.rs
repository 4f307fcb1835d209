//! The labels of a point, and the table that gives each distinct spelling of them a number.
//!
//! Two points are the same point when their timestamps and their *sets* of pairs agree; the order in which the pairs
//! were sent is kept for answers only. So a [`Dimensions`] compares by spelling, and [`Sets`] knows which spellings
//! mean the same set.

use std::collections::HashMap;
use std::sync::Arc;

/// An ordered list of key-value pairs with distinct keys. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dimensions(Arc<[(Arc<str>, Arc<str>)]>);

impl Default for Dimensions {
    fn default() -> Self {
        Dimensions(Arc::new([]))
    }
}

impl Dimensions {
    /// Keeps the order of `pairs`; a key that comes again overwrites the value and keeps the first place, as in a
    /// Python dict.
    pub fn new<K: Into<Arc<str>>, V: Into<Arc<str>>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let mut kept: Vec<(Arc<str>, Arc<str>)> = Vec::new();
        let mut places: HashMap<Arc<str>, usize> = HashMap::new();
        for (key, value) in pairs {
            let (key, value) = (key.into(), value.into());
            match places.get(&key) {
                Some(&place) => kept[place].1 = value,
                None => {
                    places.insert(key.clone(), kept.len());
                    kept.push((key, value));
                }
            }
        }
        Dimensions(kept.into())
    }

    /// Keeps the order of `pairs`, whose keys the caller knows to be distinct.
    pub fn from_distinct(pairs: impl IntoIterator<Item = (Arc<str>, Arc<str>)>) -> Self {
        Dimensions(pairs.into_iter().collect())
    }

    /// The pairs in the order they were sent.
    pub fn pairs(&self) -> &[(Arc<str>, Arc<str>)] {
        &self.0
    }

    /// The value of `key`, or `None` where the point has no such dimension.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| &**known == key).map(|(_, value)| &**value)
    }

    /// The same set, spelled in key order: equal for all spellings of one set.
    pub fn canonical(&self) -> Dimensions {
        if self.0.is_sorted_by(|a, b| a.0 < b.0) {
            return self.clone();
        }
        let mut pairs = self.0.to_vec();
        pairs.sort();
        Dimensions(pairs.into())
    }
}

/// Numbers distinct [`Dimensions`], so that a point carries four bytes in place of its strings.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    spellings: Vec<Dimensions>,
    identities: Vec<u32>,
    known: HashMap<Dimensions, u32>,
}

impl Sets {
    /// The number of this spelling, given out at its first sight.
    pub fn intern(&mut self, dimensions: &Dimensions) -> u32 {
        if let Some(&id) = self.known.get(dimensions) {
            return id;
        }
        let canonical = dimensions.canonical();
        let id = self.spell(dimensions.clone());
        if canonical != *dimensions {
            self.identities[id as usize] = self.intern(&canonical);
        }
        id
    }

    fn spell(&mut self, dimensions: Dimensions) -> u32 {
        let id = u32::try_from(self.spellings.len()).expect("fewer than 2^32 distinct sets fit in memory");
        self.spellings.push(dimensions.clone());
        self.identities.push(id);
        self.known.insert(dimensions, id);
        id
    }

    /// The spelling behind a number that [`Sets::intern`] gave out.
    pub fn get(&self, id: u32) -> &Dimensions {
        &self.spellings[id as usize]
    }

    /// A number that is equal for all spellings of the same set.
    pub fn identity(&self, id: u32) -> u32 {
        self.identities[id as usize]
    }

    /// How many numbers were given out; every number is below it.
    pub fn len(&self) -> usize {
        self.spellings.len()
    }

    /// Every spelling, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Dimensions> {
        self.spellings.iter()
    }

    /// True where nothing was interned.
    pub fn is_empty(&self) -> bool {
        self.spellings.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_set_share_an_identity_and_keep_their_order() {
        let mut sets = Sets::default();
        let ba = sets.intern(&Dimensions::new([("b", "1"), ("a", "2")]));
        let ab = sets.intern(&Dimensions::new([("a", "2"), ("b", "1")]));
        assert_ne!(ba, ab);
        assert_eq!(sets.identity(ba), sets.identity(ab));
        assert_eq!(&*sets.get(ba).pairs()[0].0, "b");
    }

    #[test]
    fn a_key_sent_twice_keeps_its_place_and_its_last_value() {
        let dimensions = Dimensions::new([("a", "1"), ("b", "2"), ("a", "3")]);
        assert_eq!(dimensions, Dimensions::new([("a", "3"), ("b", "2")]));
    }
}
