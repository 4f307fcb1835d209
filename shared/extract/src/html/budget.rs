//! How much markup of one mail is read: what is made of it takes up to a hundred times as much memory as its text.

/// As much as the markup of a mail may say in all, in bytes: a newsletter of fifty events has a tenth.
const LARGEST_MARKUP: usize = 1_048_576;

/// What is left of it.
pub(crate) struct Budget {
    bytes: usize,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { bytes: LARGEST_MARKUP }
    }
}

impl Budget {
    /// Takes so many bytes if there are as many left, and says whether there were.
    pub(super) fn take(&mut self, bytes: usize) -> bool {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.unwrap_or(self.bytes);
        left.is_some()
    }
}
