//! pco, the numeric codec, kept within bounds.
//!
//! One column is one wrapped pco chunk of one page; the count of numbers is ours to remember. We write only what
//! [`DELTAS`] and the automatic mode choice can produce, and refuse on reading what they cannot: a dictionary or a
//! lookback window may allocate a quarter of a gigabyte for a few malformed bytes.
//!
//! Measured with release code on a column of 24,000 noisy temperatures and one of 12,000 heart rate timestamps, in bytes
//! a number, and the time to decode a temperature:
//!
//! ```text
//!   narrowed integers, best of three deltas    0.314 / 1.726   2.7 ns   what we do
//!   the same temperatures as f64               0.414           5.6 ns   64-bit bins, and a second variable
//!   pco's own choice of delta                  the same                 from a sample, so it can also miss
//!   lookback                                   0.315 / 1.727   5.9 ns
//!   convolution of order 6                     0.287 / 1.734   7.7 ns   9 % on noise is not worth three times
//!   level 12 in place of 8                     0.313 / 1.726   3.1 ns   up to six times slower to encode
//! ```

use super::CodecError;
use pco::data_types::Number;
use pco::metadata::DeltaEncoding;
use pco::wrapped::{FileCompressor, FileDecompressor};
use pco::{ChunkConfig, DeltaSpec, PagingSpec};

/// Unordered columns, walks and timestamps, steadily changing ones.
const DELTAS: [DeltaSpec; 3] = [DeltaSpec::NoOp, DeltaSpec::TryConsecutive(1), DeltaSpec::TryConsecutive(2)];

/// pco's first format with a minor version, so that its header is two bytes.
const MAJOR: u8 = 4;

/// In the four lowest bits behind the header: numbers as indexes into a dictionary.
const DICTIONARY_MODE: u8 = 4;

/// The shortest of the encodings tried; `None` where pco takes none of them (no numbers, or more than 2^24).
pub(super) fn pack<T: Number>(values: &[T]) -> Option<Vec<u8>> {
    DELTAS.into_iter().filter_map(|delta| pack_with(values, delta)).min_by_key(Vec::len)
}

fn pack_with<T: Number>(values: &[T], delta: DeltaSpec) -> Option<Vec<u8>> {
    let config = ChunkConfig::default()
        .with_delta_spec(delta)
        .with_paging_spec(PagingSpec::Exact(vec![values.len()]))
        .with_enable_8_bit(true);
    let file = FileCompressor::default();
    let mut chunk = file.chunk_compressor(values, &config).ok()?;
    let bytes = file.write_header(Vec::new()).ok()?;
    let bytes = chunk.write_meta(bytes).ok()?;
    chunk.write_page(0, bytes).ok()
}

/// The `count` numbers that [`pack`] was given; the caller has made sure that so many may be allocated.
pub(super) fn unpack<T: Number + Default>(bytes: &[u8], count: usize) -> Result<Vec<T>, CodecError> {
    let known = bytes.first().is_some_and(|&major| major == MAJOR);
    if !known || bytes.get(2).is_none_or(|&mode| mode & 0x0F == DICTIONARY_MODE) {
        return Err(MALFORMED);
    }
    let (file, rest) = FileDecompressor::new(bytes).map_err(|_| MALFORMED)?;
    let (mut chunk, rest) = file.chunk_decompressor::<T, _>(rest).map_err(|_| MALFORMED)?;
    if !matches!(chunk.meta().delta_encoding, DeltaEncoding::NoOp | DeltaEncoding::Consecutive { .. }) {
        return Err(MALFORMED);
    }
    let mut page = chunk.page_decompressor(rest, count).map_err(|_| MALFORMED)?;
    let mut values = vec![T::default(); count];
    let progress = page.read(&mut values).map_err(|_| MALFORMED)?;
    let whole = progress.finished && progress.n_processed == count && page.into_src().is_empty();
    if whole { Ok(values) } else { Err(MALFORMED) }
}

const MALFORMED: CodecError = CodecError::Malformed("a numeric column does not decode");
