//! This process as Linux sees it.

use serde::Serialize;

/// Resident memory.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Memory {
    /// Now (`VmRSS`).
    pub(crate) rss_mb: f64,
    /// At most, since the start or since it was last [forgotten](forget_peak) (`VmHWM`).
    pub(crate) peak_mb: f64,
}

/// What the process holds; zeros where there is no `/proc`.
pub(crate) fn memory() -> Memory {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    Memory { rss_mb: megabytes(&status, "VmRSS:"), peak_mb: megabytes(&status, "VmHWM:") }
}

/// Lets the peak begin again at what is resident now (proc(5), `clear_refs`), and answers that; where it is not allowed,
/// the peak stays.
pub(crate) fn forget_peak() -> Memory {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    memory()
}

/// A line such as `VmRSS:     12345 kB`.
fn megabytes(status: &str, field: &str) -> f64 {
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kibibytes = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kibibytes.unwrap_or_default() * 1_024.0 / 1_000_000.0
}
