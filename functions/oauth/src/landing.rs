//! Where the browser lands after a consent: on the web page's list of tokens.

use axum::response::{IntoResponse, Response};
use connections::Connected;
use http::StatusCode;
use http::header::{HeaderValue, LOCATION};
use url::form_urlencoded::Serializer;
use web::Error;

/// What a consent came to.
pub(crate) enum Landed {
    /// The account is connected.
    Connected(Connected),
    /// It is not; why, in a word that never changes.
    Failed(&'static str),
}

/// Sends the browser to the web page at `page`, which reads what became of the consent from the address.
pub(crate) fn land(page: &str, landed: &Landed) -> Result<Response, Error> {
    let location = format!("{page}/tokens?{}", query(landed));
    let location = HeaderValue::try_from(location).map_err(Error::bug)?;
    Ok((StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response())
}

fn query(landed: &Landed) -> String {
    let mut query = Serializer::new(String::new());
    match landed {
        Landed::Connected(Connected { token, token_name, .. }) => {
            query.append_pair("google_oauth2", "authorized").append_pair("token_id", &token.to_string());
            query.append_pair("token_name", token_name).finish()
        }
        Landed::Failed(detail) => query.append_pair("google_oauth2", "error").append_pair("detail", detail).finish(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Product, TokenId};

    #[test]
    fn a_tokens_name_cannot_break_out_of_the_address() {
        let token = TokenId(uuid::Uuid::nil());
        let landed = Landed::Connected(Connected {
            token,
            token_name: "a&detail=b#\u{2028} ż/".to_owned(),
            product: Product::Calendar,
        });
        let response = land("https://ui.example", &landed).unwrap();
        let expect = "https://ui.example/tokens?google_oauth2=authorized&token_id=00000000-0000-0000-0000-000000000000\
                      &token_name=a%26detail%3Db%23%E2%80%A8+%C5%BC%2F";
        assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(response.headers()[LOCATION], expect);
    }
}
