//! `GET /oauth2/google/auth`: where the owner of a Google account goes to consent.

use crate::OauthState;
use crate::refusal::refusal;
use axum::Json;
use axum::extract::{OriginalUri, State};
use domain::Product;
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

/// Begins to connect a Google account to the data token that is shown.
///
/// Open the answered address in the browser of whoever owns the account; Google sends them back to the callback.
#[utoipa::path(
    get,
    path = "/oauth2/google/auth",
    operation_id = "begin_consent",
    tag = "google",
    params(("product" = Option<String>, Query, description = "`calendar`, which is the default, or `gmail`: whose mails are read for events")),
    responses(
        (status = 200, body = ConsentUrl),
        (status = 401, body = web::ErrorBody), (status = 422, body = web::ViolationsBody),
        (status = 403, body = web::ErrorBody, description = "The token may only write, or is no data token"),
        (status = 404, body = web::ErrorBody, description = "The token was deleted just now"),
        (status = 409, body = web::ErrorBody, description = "The token is connected to another product"),
        (status = 503, body = web::ErrorBody, description = "This installation has no Google client"),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []))
)]
pub(crate) async fn begin_consent(
    State(state): State<OauthState>,
    presented: Presented,
    OriginalUri(uri): OriginalUri,
) -> Result<Json<ConsentUrl>, Error> {
    let now = state.clock.now_ms();
    let bearer = state.bearer(presented, now).await?;
    let token = bearer.token.ok_or_else(|| Error::forbidden("An account is connected to a data token; show one"))?;
    let product = product(uri.query().unwrap_or_default())?;
    let url = state.connections.begin(bearer.user, token, product, now).await.map_err(refusal)?;
    Ok(Json(ConsentUrl { url }))
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
