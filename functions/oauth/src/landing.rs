//! Where the browser lands after a consent: on the web page's list of tokens or, where there is no web page, on a few
//! words.

use axum::response::{IntoResponse, Response};
use connections::Connected;
use domain::Product;
use http::header::{HeaderValue, LOCATION, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, StatusCode};
use url::form_urlencoded::Serializer;
use web::Error;

/// The names in a token are somebody's text: no browser is to take them for a page.
const AS_IT_SAYS: (HeaderName, HeaderValue) = (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));

/// What a consent came to.
pub(crate) enum Landed {
    /// The account is connected.
    Connected(Connected),
    /// It is not; why, in a word that never changes.
    Failed(&'static str),
}

/// Sends the browser to the web page at `origin`, which reads what became of the consent from the address.
pub(crate) fn land(origin: Option<&str>, landed: Landed) -> Result<Response, Error> {
    let Some(origin) = origin else { return Ok(words(&landed)) };
    let location = format!("{origin}/tokens?{}", query(&landed));
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

fn words(landed: &Landed) -> Response {
    let (status, text) = match landed {
        Landed::Connected(Connected { token_name, product, .. }) => {
            let what = name(*product);
            (StatusCode::OK, format!("Your {what} is connected to the token {token_name}. Close this page.\n"))
        }
        Landed::Failed(detail) => {
            (StatusCode::BAD_REQUEST, format!("Your Google account is not connected ({detail}). Begin again.\n"))
        }
    };
    (status, [AS_IT_SAYS], text).into_response()
}

fn name(product: Product) -> &'static str {
    match product {
        Product::Calendar => "Google Calendar",
        Product::Gmail => "Gmail",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::TokenId;

    #[test]
    fn a_tokens_name_cannot_break_out_of_the_address() {
        let token = TokenId(uuid::Uuid::nil());
        let landed = Landed::Connected(Connected {
            token,
            token_name: "a&detail=b#\u{2028} ż/".to_owned(),
            product: Product::Calendar,
        });
        let response = land(Some("https://ui.example"), landed).unwrap();
        let expect = "https://ui.example/tokens?google_oauth2=authorized&token_id=00000000-0000-0000-0000-000000000000\
                      &token_name=a%26detail%3Db%23%E2%80%A8+%C5%BC%2F";
        assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(response.headers()[LOCATION], expect);
    }
}
