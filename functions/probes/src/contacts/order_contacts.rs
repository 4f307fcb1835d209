//! `PUT /users/{id}/contacts`: who is asked first.

use super::contact_body::ContactBody;
use crate::ProbesState;
use axum::Json;
use axum::extract::{Path, State};
use liveness::{ContactId, Event};
use serde_json::Value;
use utoipa::ToSchema;
use web::{Envelope, Error, JsonObject, Violation, Visitor, failed};

/// In which order contacts are asked.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description")]
pub(crate) struct OrderContacts {
    /// The number of each contact, once.
    order: Vec<u32>,
}

/// From now on an alarm goes to contacts in this order.
#[utoipa::path(
    put,
    path = "/users/{id}/contacts",
    operation_id = "order_contacts",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`")),
    request_body = OrderContacts,
    responses(
        (status = 200, body = Envelope<Vec<ContactBody>>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn order_contacts(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Result<JsonObject, Error>,
) -> Result<Json<Envelope<Vec<ContactBody>>>, Error> {
    state.contacts_ordered(visitor, &id, body).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn contacts_ordered(
        &self,
        visitor: Visitor,
        id: &str,
        body: Result<JsonObject, Error>,
    ) -> Result<Vec<ContactBody>, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let order = order(&body?)?;
        let (stored, _) = self.happens(user, |_| Event::ContactsOrdered(order.clone()), now).await?;
        Ok(ContactBody::all(user, &stored.watch))
    }
}

fn order(body: &JsonObject) -> Result<Vec<ContactId>, Error> {
    let at = || ["body".into(), "order".into()];
    let listed = match body.object()?.get("order") {
        Some(Value::Array(listed)) => listed,
        Some(_) => return Err(Violation::list_type(at(), Value::Null).into()),
        None => return Err(Violation::missing(at(), Value::Null).into()),
    };
    let ids = listed.iter().map(|id| id.as_u64().and_then(|id| u32::try_from(id).ok()).map(ContactId));
    let ids: Option<Vec<ContactId>> = ids.collect();
    ids.ok_or_else(|| Violation::value_error(at(), "must be the numbers of contacts").into())
}
