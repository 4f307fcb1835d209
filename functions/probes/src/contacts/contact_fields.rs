//! What somebody tells of a contact.

use crate::sent::Sent;
use domain::{Email, PersonName, PhoneNumber};
use liveness::{ContactDetails, ContactId};
use utoipa::ToSchema;
use web::{Error, JsonObject};

/// The fields that a new contact must have.
const NEEDED: [&str; 4] = ["first_name", "last_name", "phone_number", "email"];

/// Who is to be a contact.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `Told` is what is read")]
pub(crate) struct AddContact {
    /// 1 to 100 characters.
    first_name: String,
    /// 1 to 100 characters.
    last_name: String,
    /// With its country code; not your own, nor another contact's.
    phone_number: String,
    /// Not another contact's.
    email: String,
    /// Whether they are told of alarms; then a text message tells them so. False if absent.
    #[schema(required = false)]
    is_emergency_contact: bool,
}

/// What is to change of a contact. What is absent stays.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `Told` is what is read")]
pub(crate) struct ChangeContact {
    /// 1 to 100 characters.
    #[schema(required = false)]
    first_name: String,
    /// 1 to 100 characters.
    #[schema(required = false)]
    last_name: String,
    /// With its country code. Whoever has another number is asked anew whether they agree.
    #[schema(required = false)]
    phone_number: String,
    /// Not another contact's.
    #[schema(required = false)]
    email: String,
    /// Whether they are told of alarms.
    #[schema(required = false)]
    is_emergency_contact: bool,
}

/// What was told of a contact; `None` where nothing was.
pub(crate) struct Told {
    first_name: Option<PersonName>,
    last_name: Option<PersonName>,
    pub(crate) phone_number: Option<PhoneNumber>,
    email: Option<Email>,
    pub(crate) is_emergency_contact: Option<bool>,
}

impl Told {
    /// Everything that a new contact needs.
    pub(crate) fn new_contact(body: &JsonObject) -> Result<ContactDetails, Error> {
        let mut sent = Sent::of(body.object()?);
        sent.need(&NEEDED);
        let told = Told::read(&mut sent);
        sent.whole(told.details())
    }

    /// What is to change; 422 where nothing is.
    pub(crate) fn change(body: &JsonObject) -> Result<Told, Error> {
        let mut sent = Sent::of(body.object()?);
        let told = Told::read(&mut sent);
        let told = sent.whole(Some(told))?;
        let Told { first_name, last_name, phone_number, email, is_emergency_contact } = &told;
        let is_something = first_name.is_some() || last_name.is_some() || phone_number.is_some() || email.is_some();
        if !is_something && is_emergency_contact.is_none() {
            return Err(Error::invalid("Send at least one field of a contact"));
        }
        Ok(told)
    }

    /// The contact as it is to be.
    pub(crate) fn made_to(&self, details: &ContactDetails) -> ContactDetails {
        ContactDetails {
            first_name: self.first_name.as_ref().unwrap_or(&details.first_name).clone(),
            last_name: self.last_name.as_ref().unwrap_or(&details.last_name).clone(),
            phone_number: self.phone_number.as_ref().unwrap_or(&details.phone_number).clone(),
            email: self.email.as_ref().unwrap_or(&details.email).clone(),
            is_emergency_contact: self.is_emergency_contact.unwrap_or(details.is_emergency_contact),
        }
    }

    fn read(sent: &mut Sent<'_>) -> Told {
        Told {
            first_name: sent.text("first_name", PersonName::parse),
            last_name: sent.text("last_name", PersonName::parse),
            phone_number: sent.text("phone_number", PhoneNumber::parse),
            email: sent.text("email", Email::parse),
            is_emergency_contact: sent.flag("is_emergency_contact"),
        }
    }

    fn details(self) -> Option<ContactDetails> {
        Some(ContactDetails {
            first_name: self.first_name?,
            last_name: self.last_name?,
            phone_number: self.phone_number?,
            email: self.email?,
            is_emergency_contact: self.is_emergency_contact.unwrap_or(false),
        })
    }
}

/// The contact that a path names. What is no number is the number of no contact.
pub(crate) fn contact_id(text: &str) -> ContactId {
    ContactId(text.parse().unwrap_or(0))
}
