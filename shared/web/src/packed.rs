//! The body of a request as it came: read, but not yet inflated.
//!
//! A few bytes may hide megabytes, and megabytes take their time to be parsed. So whoever takes such bodies asks who sent
//! one before it is opened ([`Packed::is_costly`]), and few are open at once.

use crate::inflate::Compression;
use crate::payload::{KB, MB};
use crate::{Error, Limits, Media, Payload};
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body_util::BodyExt;
use tokio::sync::Semaphore;

/// A body that is too large is still read so far, and thrown away: a client that is cut off while it sends sees a broken
/// connection instead of the 413. API Gateway takes 10 MB; beyond this it is no mistake but a nuisance.
const DRAINED: usize = 16 * MB;
/// A plain body from this size on is costly.
const LARGE: usize = 64 * KB;
/// Costly bodies that are open at once in this process: each may take some 100 MB until it is parsed.
static TURNS: Semaphore = Semaphore::const_new(4);

/// A body as it came. As an extractor it has the limits of points.
#[derive(Debug)]
pub struct Packed {
    raw: Bytes,
    compression: Compression,
    media: Media,
    limits: Limits,
}

impl<S: Sync> FromRequest<S> for Packed {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Packed, Error> {
        Packed::read(request, Limits::POINTS).await
    }
}

impl Packed {
    /// Reads the body. 413 beyond the limits, 415 for a coding that we do not know.
    pub async fn read(request: Request, limits: Limits) -> Result<Packed, Error> {
        let (parts, body) = request.into_parts();
        let raw = collect(body, limits.raw).await?;
        let compression = Compression::from_headers(&parts.headers)?;
        Ok(Packed { raw, compression, media: Media::from_headers(&parts.headers), limits })
    }

    /// Whether it may take much memory or time to open and parse.
    pub fn is_costly(&self) -> bool {
        LARGE <= self.raw.len() || self.is_compressed()
    }

    /// Inflates it. 413 beyond the limit, 422 for a coding that does not hold. Waits while too many costly ones are open.
    pub async fn open(self) -> Result<Payload, Error> {
        let turn = if self.is_costly() { Some(TURNS.acquire().await.map_err(Error::bug)?) } else { None };
        let media = self.media;
        let bytes = if self.is_compressed() { self.inflate().await? } else { self.raw };
        Ok(Payload { _turn: turn, ..Payload::plain(bytes, media) })
    }

    fn is_compressed(&self) -> bool {
        self.compression != Compression::Identity && !self.raw.is_empty()
    }

    async fn inflate(self) -> Result<Bytes, Error> {
        let inflating = tokio::task::spawn_blocking(move || self.compression.inflate(&self.raw, self.limits.inflated));
        Ok(inflating.await.map_err(Error::bug)??.into())
    }
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Error> {
    let mut kept = BytesMut::new();
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| unreadable())?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= limit {
            kept.extend_from_slice(&data);
        } else if seen > limit + DRAINED {
            break;
        }
    }
    if seen > limit { Err(too_large(limit)) } else { Ok(kept.freeze()) }
}

fn unreadable() -> Error {
    Error::invalid("The body could not be read to its end").with_status(StatusCode::BAD_REQUEST)
}

fn too_large(limit: usize) -> Error {
    let (limit, unit) = if limit < MB { (limit / KB, "kB") } else { (limit / MB, "MB") };
    Error::too_large(format!("The body is larger than {limit} {unit}; send less at a time, or compress it"))
}
