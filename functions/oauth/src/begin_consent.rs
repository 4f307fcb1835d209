//! `GET /oauth2/google/auth`: where the owner of a Google account goes to consent.

use crate::OauthState;
use crate::refusal::refusal;
use axum::Json;
use axum::extract::{OriginalUri, State};
use domain::{Product, TokenId};
use serde::Serialize;
use url::form_urlencoded;
use utoipa::ToSchema;
use web::{Error, Presented, Violation, echo};

/// Where to go.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsentUrl {
    /// An address at Google. It is good for one consent, within ten minutes.
    url: String,
}

/// Begins to connect a Google account to the data token that is shown or, where a session asks, to the one that it names.
///
/// Open the answered address in the browser of whoever owns the account; Google sends them back to the callback.
#[utoipa::path(
    get,
    path = "/oauth2/google/auth",
    operation_id = "begin_consent",
    tag = "google",
    params(
        ("product" = Option<String>, Query, description = "`calendar`, which is the default, or `gmail`: whose mails are read for events"),
        ("token_id" = Option<String>, Query, description = "where a session asks: the id of a data token that may read"),
    ),
    responses(
        (status = 200, body = ConsentUrl),
        (status = 401, body = web::ErrorBody), (status = 422, body = web::ViolationsBody),
        (status = 403, body = web::ErrorBody, description = "The token may only write, or none is named"),
        (status = 404, body = web::ErrorBody, description = "The user has no such token that lives and may read"),
        (status = 409, body = web::ErrorBody, description = "The token is connected to another product"),
        (status = 503, body = web::ErrorBody, description = "This installation has no Google client"),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("session" = []))
)]
pub(crate) async fn begin_consent(
    State(state): State<OauthState>,
    presented: Presented,
    OriginalUri(uri): OriginalUri,
) -> Result<Json<ConsentUrl>, Error> {
    let now = state.clock.now_ms();
    let bearer = state.bearer(presented, now).await?;
    let query = uri.query().unwrap_or_default();
    let token = match bearer.token {
        Some(shown) => shown,
        None => named(query)?,
    };
    let product = product(query)?;
    let url = state.connections.begin(bearer.user, token, product, now).await.map_err(refusal)?;
    Ok(Json(ConsentUrl { url }))
}

/// The token that somebody means who shows none. A text that is no id is the id of no token.
fn named(query: &str) -> Result<TokenId, Error> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let named = pairs.find(|(name, _)| name == "token_id");
    let (_, id) =
        named.ok_or_else(|| Error::forbidden("An account is connected to a data token; show one, or name it"))?;
    id.parse().map_err(|_| refusal(connections::Error::UnknownToken))
}

/// What is to be connected. Of a parameter that stands there twice, the first counts.
fn product(query: &str) -> Result<Product, Error> {
    let mut asked = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "product");
    let Some((_, word)) = asked.next() else { return Ok(Product::Calendar) };
    word.parse().map_err(|_| {
        let unknown = Violation::value_error(["query".into(), "product".into()], "must be calendar or gmail");
        unknown.with_input(echo(&word.into())).into()
    })
}
