//! The sort keys of chunks.

/// Where a chunk begins: the lowest time it may hold and, where points of one time fill several chunks, which of them.
///
/// Sorts as its sort key does: the time with its sign bit flipped, in hex, then the ordinal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lower {
    pub(crate) time: i64,
    pub(crate) ordinal: u32,
}

impl Lower {
    /// The first chunk of every metric: it holds whatever lies before the second.
    pub(crate) const MIN: Lower = Lower { time: i64::MIN, ordinal: 0 };
    /// No chunk lies behind it.
    pub(crate) const MAX: Lower = Lower { time: i64::MAX, ordinal: u32::MAX };

    /// The first chunk that may begin with points of `time`.
    pub(crate) fn at(time: i64) -> Lower {
        Lower { time, ordinal: 0 }
    }

    /// The largest key a chunk that begins before `time` can have.
    pub(crate) fn last_before(time: i64) -> Lower {
        Lower { time: time.saturating_sub(1), ordinal: u32::MAX }
    }

    /// The next key in order.
    pub(crate) fn after(self) -> Lower {
        match self.ordinal.checked_add(1) {
            Some(ordinal) => Lower { ordinal, ..self },
            None => Lower::at(self.time.saturating_add(1)),
        }
    }

    /// The previous key in order.
    pub(crate) fn before(self) -> Lower {
        match self.ordinal.checked_sub(1) {
            Some(ordinal) => Lower { ordinal, ..self },
            None => Lower::last_before(self.time),
        }
    }

    pub(crate) fn sk(self) -> String {
        format!("{:016x}{:08x}", self.time.cast_unsigned() ^ (1 << 63), self.ordinal)
    }

    pub(crate) fn parse(sk: &str) -> Option<Lower> {
        if sk.len() != 24 || !sk.is_ascii() {
            return None;
        }
        let time = u64::from_str_radix(&sk[..16], 16).ok()?;
        let ordinal = u32::from_str_radix(&sk[16..], 16).ok()?;
        Some(Lower { time: (time ^ (1 << 63)).cast_signed(), ordinal })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunk_keys_sort_by_time_and_round_trip() {
        let lowers = [
            Lower::MIN,
            Lower::at(-5),
            Lower::at(-1),
            Lower::at(0),
            Lower { time: 0, ordinal: 1 },
            Lower { time: 0, ordinal: 16 },
            Lower::at(1),
            Lower::at(8_640_000_000_000_000),
        ];
        assert!(lowers.is_sorted() && lowers.map(Lower::sk).is_sorted());
        for lower in lowers {
            assert_eq!(Lower::parse(&lower.sk()), Some(lower));
            assert_eq!(lower.after().before(), lower);
        }
    }
}
