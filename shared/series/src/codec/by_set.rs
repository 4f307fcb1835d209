//! The same numbers in two orders: as they come, and set after set.
//!
//! ```text
//!   set_of      0   1   0   1          eight rooms that report in turn look like noise to a codec that
//!   as they come  20  15  21  16        compares neighbours; one room after the other does not
//!   by set        20  21  15  16
//! ```
//!
//! The way back needs nothing but `set_of`, which is stored anyway.

/// With fewer points a set on average, the jumps from set to set tend to outweigh what grouping gains, so it is not tried.
const POINTS_PER_SET: usize = 4;

/// For each place in the order by set, the place as it comes.
pub(super) struct BySet(Vec<usize>);

impl BySet {
    /// `set_of` holds numbers below `sets`.
    pub(super) fn new(set_of: &[u32], sets: usize) -> BySet {
        let mut starts = vec![0; sets + 1];
        set_of.iter().for_each(|&set| starts[set as usize + 1] += 1);
        for set in 0..sets {
            starts[set + 1] += starts[set];
        }
        let mut order = vec![0; set_of.len()];
        for (i, &set) in set_of.iter().enumerate() {
            order[starts[set as usize]] = i;
            starts[set as usize] += 1;
        }
        BySet(order)
    }

    /// Whether the order by set is worth trying.
    pub(super) fn promises(points: usize, sets: usize) -> bool {
        1 < sets && sets * POINTS_PER_SET <= points
    }

    /// From the order as they come to the order by set.
    pub(super) fn gather<T: Copy>(&self, values: &[T]) -> Vec<T> {
        self.0.iter().map(|&i| values[i]).collect()
    }

    /// From the order by set to the order as they come.
    pub(super) fn scatter<T: Copy + Default>(&self, grouped: &[T]) -> Vec<T> {
        let mut values = vec![T::default(); grouped.len()];
        for (&i, &value) in self.0.iter().zip(grouped) {
            values[i] = value;
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouping_is_undone() {
        let order = BySet::new(&[2, 0, 2, 1, 0], 3);
        let grouped = order.gather(&['a', 'b', 'c', 'd', 'e']);
        assert_eq!(grouped, ['b', 'e', 'd', 'a', 'c']);
        assert_eq!(order.scatter(&grouped), ['a', 'b', 'c', 'd', 'e']);
    }
}
