//! Compression on the fly, into memory.
//!
//! Levels: half a million points of JSON (37 MB, one core) took gzip 1 80 ms for 3.6-5.3 MB, gzip 2 80-120 ms for
//! 2.5-3.8 MB, gzip 6 300 ms for 2.3-3.5 MB; zstd 1 45-60 ms for 1.8-3.5 MB, and zstd 3 more of both. So gzip 2: the last level
//! that is nearly free, and the first at which such an answer stays below Lambda's limit; and zstd 1.

use crate::Coding;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// See the top of this file.
const GZIP_LEVEL: u32 = 2;
/// See the top of this file.
const ZSTD_LEVEL: i32 = 1;

/// Takes plain bytes and holds what is to be sent.
pub(crate) enum Encoder {
    Identity(Vec<u8>),
    Gzip(GzEncoder<Vec<u8>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
}

impl Encoder {
    pub(crate) fn new(coding: Coding) -> io::Result<Encoder> {
        Ok(match coding {
            Coding::Identity => Encoder::Identity(Vec::new()),
            Coding::Gzip => Encoder::Gzip(GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL))),
            Coding::Zstd => Encoder::Zstd(zstd::stream::write::Encoder::new(Vec::new(), ZSTD_LEVEL)?),
        })
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Encoder::Identity(out) => out.write_all(bytes),
            Encoder::Gzip(encoder) => encoder.write_all(bytes),
            Encoder::Zstd(encoder) => encoder.write_all(bytes),
        }
    }

    /// What has come out so far; the encoder may hold back some more.
    pub(crate) fn encoded(&self) -> &[u8] {
        match self {
            Encoder::Identity(out) => out,
            Encoder::Gzip(encoder) => encoder.get_ref(),
            Encoder::Zstd(encoder) => encoder.get_ref(),
        }
    }

    pub(crate) fn coding(&self) -> Coding {
        match self {
            Encoder::Identity(_) => Coding::Identity,
            Encoder::Gzip(_) => Coding::Gzip,
            Encoder::Zstd(_) => Coding::Zstd,
        }
    }

    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Encoder::Identity(out) => Ok(out),
            Encoder::Gzip(encoder) => encoder.finish(),
            Encoder::Zstd(encoder) => encoder.finish(),
        }
    }
}
