//! When the log is sealed and how large chunks become; the numbers behind cost and speed.

/// Sizes and ages that the layout turns on.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// A block is split before it grows past this; DynamoDB takes items up to 400 KB.
    pub block_bytes: usize,
    /// A chunk larger than this is divided. Small enough that rewriting the growing chunk stays cheap, large enough
    /// that a year of minutes is a page.
    pub chunk_bytes: usize,
    /// Nor may a chunk hold more points than this (or as much text), however well they compress: whoever needs one of them
    /// decodes them all.
    pub chunk_points: usize,
    /// What a division aims at, so that its pieces can grow before they are divided in turn.
    pub piece_bytes: usize,
    /// Only blocks older than this are sealed: longer than any request may live, so that no reader is still running
    /// that began before a sealed block was acknowledged.
    pub settle_ms: i64,
    /// A log is sealed this long after its first write...
    pub seal_after_ms: i64,
    /// ...or as soon as a reader meets one larger than this.
    pub long_log_bytes: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            block_bytes: 350_000,
            chunk_bytes: 32_000,
            chunk_points: 100_000,
            piece_bytes: 24_000,
            settle_ms: 60_000,
            seal_after_ms: 3_600_000,
            long_log_bytes: 128_000,
        }
    }
}
