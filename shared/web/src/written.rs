//! A written body becomes an answer.

use crate::{Accept, BodyError, BodyWriter, Coding, Error, Format, vary};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

/// A body that is complete and fits.
#[derive(Debug)]
pub struct Written {
    /// How it is written.
    pub format: Format,
    /// How it is compressed.
    pub coding: Coding,
    /// What travels.
    pub bytes: Bytes,
}

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.bytes));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, self.format.content_type());
        if let Some(coding) = self.coding.header() {
            headers.insert(CONTENT_ENCODING, coding);
        }
        vary::vary_by(headers, "Accept-Encoding");
        response
    }
}

impl Accept {
    /// Runs `write` on a thread that may be kept busy, and gives what it wrote.
    pub async fn answer<W>(self, write: W) -> Result<Written, Error>
    where
        W: FnOnce(&mut BodyWriter) -> Result<(), Error> + Send + 'static,
    {
        let span = tracing::Span::current();
        let work = move || span.in_scope(|| self.answer_here(write));
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|crashed| Err(Error::bug(crashed)))
    }

    /// Runs `write` on this thread.
    pub fn answer_here(self, write: impl FnOnce(&mut BodyWriter) -> Result<(), Error>) -> Result<Written, Error> {
        let mut body = BodyWriter::new(self)?;
        write(&mut body)?;
        Ok(body.finish()?)
    }
}

impl Error {
    /// The reason of a failed write to a [`BodyWriter`] through [`std::io::Write`].
    pub fn from_write(error: std::io::Error) -> Error {
        match error.downcast::<BodyError>() {
            Ok(reason) => reason.into(),
            Err(error) => Error::bug(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AnswerCoding;
    use crate::test::body_text;
    use domain::ErrorKind;

    const PLAIN: Accept = Accept { format: Format::Csv, coding: AnswerCoding::IDENTITY };
    const GZIP: Accept =
        Accept { format: Format::NdJson, coding: AnswerCoding { coding: Coding::Gzip, always: false } };

    #[tokio::test]
    async fn an_answer_says_what_it_is() {
        let plain = PLAIN.answer(|out| Ok(out.put(b"timestamp,value\n")?)).await.unwrap().into_response();
        assert_eq!(plain.headers()["content-type"], "text/csv; charset=utf-8");
        assert_eq!(plain.headers()["vary"], "Accept-Encoding");
        assert!(!plain.headers().contains_key("content-encoding"));
        assert_eq!(body_text(plain).await, "timestamp,value\n");
        let gzip = GZIP.answer(|out| Ok(out.put(&[b'x'; 5_000])?)).await.unwrap().into_response();
        assert_eq!(gzip.headers()["content-type"], "application/x-ndjson");
        assert_eq!(gzip.headers()["content-encoding"], "gzip");
    }

    #[tokio::test]
    async fn a_failure_while_writing_is_the_answer() {
        let refused = PLAIN.answer(|_| Err(Error::not_found("x"))).await.err().unwrap();
        assert_eq!(refused.kind(), ErrorKind::NotFound);
        let large = PLAIN.answer(|out| Ok(out.put(&vec![b'x'; 7_000_000])?)).await.err().unwrap();
        assert_eq!(large.kind(), ErrorKind::TooLarge);
        let crashed = PLAIN.answer(|_| panic!("oops")).await.err().unwrap();
        assert_eq!(crashed.kind(), ErrorKind::Bug);
    }
}
