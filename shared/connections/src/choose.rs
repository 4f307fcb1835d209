//! Which calendars of an account are polled.

use crate::begin::check_product;
use crate::state::{PRIMARY, State};
use crate::{Connections, Error};
use domain::{Product, TokenId, UserId};
use google::CalendarListed;
use store::{Connection, Standing};

/// The longest id of a calendar that can be polled: it is an e-mail address, and part of keys.
const LONGEST_ID: usize = 255;
/// How often a choice is tried while polls change the connection.
const TRIES: u32 = 5;

impl Connections {
    /// The calendars that a connection's account has.
    pub async fn calendars(&self, user: UserId, token: TokenId, now: i64) -> Result<Vec<CalendarListed>, Error> {
        let mut connection = self.connected(user, token).await?;
        let credentials = self.fresh(&mut connection, now).await?;
        match self.google.calendars(&credentials.access_token).await {
            Err(google::Error::Unauthorized) => {
                let credentials = self.refresh(&mut connection, &credentials, now).await?;
                Ok(self.google.calendars(&credentials.access_token).await?)
            }
            outcome => Ok(outcome?),
        }
    }

    /// From now on these calendars are polled, each an id that the account lists, or `primary`. Points of others go.
    pub async fn choose_calendars(
        &self,
        user: UserId,
        token: TokenId,
        chosen: Vec<String>,
        now: i64,
    ) -> Result<(), Error> {
        let listed = self.calendars(user, token, now).await?;
        let mut ids = Vec::new();
        for id in chosen {
            let known = listed.iter().find(|calendar| calendar.id == id);
            let id = match known {
                Some(calendar) if calendar.primary => PRIMARY.to_owned(),
                Some(calendar) if calendar.id.len() <= LONGEST_ID => id,
                None if id == PRIMARY => id,
                _ => return Err(Error::UnknownCalendar(id)),
            };
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        self.choose(user, token, &ids, now).await
    }

    async fn choose(&self, user: UserId, token: TokenId, ids: &[String], now: i64) -> Result<(), Error> {
        for _ in 0..TRIES {
            let mut connection = self.connected(user, token).await?;
            let mut state = State::parse(&connection.calendars)?;
            state.choose(ids.to_vec());
            connection.calendars = state.to_json();
            match self.store.connections_choose(&connection, now).await {
                Err(store::Error::Conflict) => {} // A poll has begun meanwhile.
                outcome => return Ok(outcome?),
            }
        }
        Err(store::Error::Contended.into())
    }

    async fn connected(&self, user: UserId, token: TokenId) -> Result<Connection, Error> {
        let connection = self.store.connections_get(user, token).await?.ok_or(Error::NoConnection)?;
        check_product(Some(&connection), Product::Calendar)?;
        match connection.standing {
            Standing::Connected => Ok(connection),
            Standing::ConsentNeeded => Err(Error::ConsentNeeded),
            Standing::Disconnecting => Err(Error::NoConnection),
        }
    }
}
