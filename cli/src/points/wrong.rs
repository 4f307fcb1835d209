//! What can be wrong with a point in a file.

/// Why a point cannot be sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Wrong {
    /// Its metric is made by Impulses itself; nobody else writes it.
    #[error("metrics whose names begin with imp. are written by Impulses alone")]
    Reserved,
    /// In words.
    #[error("{0}")]
    Point(String),
}
