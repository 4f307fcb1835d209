//! Where a large answer is written: compressed on the fly, and refused as soon as it would pass Lambda's limit.

use crate::encoder::Encoder;
use crate::envelope::{LONGEST_BODY, Travel, base64_length, escaped_length};
use crate::{Accept, Coding, Written};
use domain::{ErrorKind, Failure};
use std::io::{self, Write};

/// Smaller bodies travel plain: they fit one packet as they are, and a coding has a cost of its own.
pub(crate) const SMALLEST_COMPRESSED: usize = 1_024;

/// Collects the body of one answer. It works on the thread that writes: see [`Accept::answer`] for a thread that may wait.
pub struct BodyWriter {
    accept: Accept,
    encoder: Encoder,
    /// What the plain text so far takes with its escapes.
    escaped: usize,
}

/// Why a body ends early.
#[derive(Debug, thiserror::Error)]
pub enum BodyError {
    /// It passes what one answer may hold; the sentence says what to do.
    #[error(
        "The answer is larger than one response may be (6 MB). Read less at a time with start and end, page with limit, \
         or aggregate with step and agg{}",
        if *.uncompressed { "; or accept compression (Accept-Encoding: gzip)" } else { "" }
    )]
    TooLarge {
        /// The client accepts no compression.
        uncompressed: bool,
    },
    /// The compressor failed, which a full memory could make it do.
    #[error("the answer could not be compressed")]
    Encoder(#[from] io::Error),
}

impl Failure for BodyError {
    fn kind(&self) -> ErrorKind {
        match self {
            BodyError::TooLarge { .. } => ErrorKind::TooLarge,
            BodyError::Encoder(_) => ErrorKind::Bug,
        }
    }
}

impl BodyWriter {
    /// An empty body in the form that the client accepts.
    pub fn new(accept: Accept) -> Result<BodyWriter, BodyError> {
        let first = if accept.coding.always { accept.coding.coding } else { Coding::Identity };
        Ok(BodyWriter { accept, encoder: Encoder::new(first)?, escaped: 0 })
    }

    /// Appends. Give it kilobytes at a time rather than bytes.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), BodyError> {
        if self.outgrows_plain(bytes.len()) {
            self.begin_compression()?;
        }
        self.encoder.put(bytes)?;
        if self.travel() == Travel::Text {
            self.escaped += escaped_length(bytes);
        }
        self.fits(self.encoder.encoded().len())
    }

    /// Ends the body.
    pub fn finish(self) -> Result<Written, BodyError> {
        let (format, coding, travel) = (self.accept.format, self.encoder.coding(), self.travel());
        let (accept, escaped) = (self.accept, self.escaped);
        let bytes = self.encoder.finish()?;
        fits(accept, travel, bytes.len(), escaped)?;
        Ok(Written { format, coding, bytes: bytes.into() })
    }

    fn outgrows_plain(&self, more: usize) -> bool {
        self.encoder.coding() != self.accept.coding.coding && self.encoder.encoded().len() + more > SMALLEST_COMPRESSED
    }

    fn begin_compression(&mut self) -> io::Result<()> {
        let plain = std::mem::replace(&mut self.encoder, Encoder::new(self.accept.coding.coding)?);
        self.encoder.put(plain.encoded())
    }

    fn travel(&self) -> Travel {
        Travel::of(self.accept.format, self.encoder.coding())
    }

    fn fits(&self, encoded: usize) -> Result<(), BodyError> {
        fits(self.accept, self.travel(), encoded, self.escaped)
    }
}

fn fits(accept: Accept, travel: Travel, encoded: usize, escaped: usize) -> Result<(), BodyError> {
    let takes = match travel {
        Travel::Text => escaped,
        Travel::Base64 => base64_length(encoded),
    };
    if takes <= LONGEST_BODY {
        return Ok(());
    }
    Err(BodyError::TooLarge { uncompressed: accept.coding.coding == Coding::Identity })
}

/// For writers of other crates; [`crate::Error::from_write`] gets the reason back out of their errors.
impl Write for BodyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AnswerCoding, Format};
    use flate2::read::GzDecoder;
    use std::io::Read;

    fn accept(format: Format, coding: Coding) -> Accept {
        Accept { format, coding: AnswerCoding { coding, always: false } }
    }

    fn write(accept: Accept, chunk: &[u8], times: usize) -> Result<Written, BodyError> {
        let mut out = BodyWriter::new(accept)?;
        for _ in 0..times {
            out.put(chunk)?;
        }
        out.finish()
    }

    /// Bytes that no compressor shortens.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[0]
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn small_bodies_stay_plain_and_larger_ones_do_not() {
        for (coding, chunk, times, expected) in [
            (Coding::Gzip, 64, 16, Coding::Identity),
            (Coding::Gzip, 64, 17, Coding::Gzip),
            (Coding::Gzip, 100_000, 1, Coding::Gzip),
            (Coding::Zstd, 64, 16, Coding::Identity),
            (Coding::Zstd, 64, 17, Coding::Zstd),
            (Coding::Identity, 64, 17, Coding::Identity),
        ] {
            let written = write(accept(Format::Json, coding), &vec![b'x'; chunk], times).unwrap();
            assert_eq!(written.coding, expected, "{coding:?} {chunk}*{times}");
        }
    }

    #[test]
    fn who_refuses_identity_gets_even_nothing_compressed() {
        let form = Accept { format: Format::Json, coding: AnswerCoding { coding: Coding::Gzip, always: true } };
        assert_eq!(write(form, b"", 0).unwrap().coding, Coding::Gzip);
    }

    #[test]
    fn what_was_compressed_reads_back() {
        let chunk = noise(999);
        let gzip = write(accept(Format::Json, Coding::Gzip), &chunk, 500).unwrap();
        let mut plain = Vec::new();
        GzDecoder::new(&gzip.bytes[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, chunk.repeat(500));
        let zstd = write(accept(Format::Json, Coding::Zstd), &chunk, 500).unwrap();
        assert_eq!(zstd::stream::decode_all(&zstd.bytes[..]).unwrap(), chunk.repeat(500));
    }

    #[test]
    fn the_limit_counts_what_lambda_counts() {
        let quotes = |length| vec![b'"'; length];
        let plain = |length| vec![b'x'; length];
        let of_base64 = LONGEST_BODY / 4 * 3;
        let cases: [(Format, Coding, Vec<u8>, bool); 9] = [
            (Format::Json, Coding::Identity, plain(LONGEST_BODY), true),
            (Format::Json, Coding::Identity, plain(LONGEST_BODY + 1), false),
            (Format::Json, Coding::Identity, quotes(LONGEST_BODY / 2), true),
            (Format::Json, Coding::Identity, quotes(LONGEST_BODY / 2 + 1), false),
            (Format::Csv, Coding::Identity, vec![b'\n'; LONGEST_BODY / 2 + 1], false),
            (Format::NdJson, Coding::Identity, plain(of_base64), true),
            (Format::NdJson, Coding::Identity, plain(of_base64 + 1), false),
            (Format::Json, Coding::Gzip, noise(of_base64 - 2_000), true),
            (Format::Json, Coding::Gzip, noise(of_base64), false),
        ];
        for (format, coding, body, fits) in cases {
            let written = write(accept(format, coding), &body, 1);
            assert_eq!(written.is_ok(), fits, "{format:?} {coding:?} {}", body.len());
        }
    }

    #[test]
    fn a_hopeless_body_is_refused_long_before_its_end() {
        let hopeless = noise(16 << 20);
        let mut out = BodyWriter::new(accept(Format::Json, Coding::Zstd)).unwrap();
        let taken = hopeless.chunks(64 * 1024).take_while(|chunk| out.put(chunk).is_ok()).count();
        assert!((60..80).contains(&taken), "{taken}");
    }

    #[test]
    fn the_refusal_names_the_way_out() {
        for (coding, advises) in [(Coding::Identity, true), (Coding::Gzip, false)] {
            let error = write(accept(Format::Json, coding), &noise(1 << 20), 16).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::TooLarge);
            let detail = error.to_string();
            for word in ["start", "end", "limit", "step", "agg"] {
                assert!(detail.contains(word), "{detail}");
            }
            assert_eq!(detail.contains("Accept-Encoding"), advises, "{detail}");
        }
    }

    #[test]
    fn the_reason_survives_the_writers_of_other_crates() {
        let mut out = BodyWriter::new(accept(Format::Csv, Coding::Identity)).unwrap();
        let error = out.write_all(&vec![0; LONGEST_BODY]).err().unwrap();
        assert_eq!(crate::Error::from_write(error).kind(), ErrorKind::TooLarge);
        assert_eq!(crate::Error::from_write(io::Error::other("x")).kind(), ErrorKind::Bug);
    }
}
