//! A connection as an item: its attributes, and what a poll changes of them.

use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, b, item, n, s};
use crate::keys;
use domain::{Product, TokenId, UserId};

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its calendars are polled, or its mailbox is read.
    Connected,
    /// The account's owner has to consent anew; not polled until then.
    ConsentNeeded,
    /// It ends: what it made is being removed.
    Disconnecting,
}

impl Standing {
    /// Its word in the store.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Standing::Connected => "connected",
            Standing::ConsentNeeded => "consent_needed",
            Standing::Disconnecting => "disconnecting",
        }
    }
}

impl std::str::FromStr for Standing {
    type Err = Error;
    fn from_str(word: &str) -> Result<Self, Error> {
        [Standing::Connected, Standing::ConsentNeeded, Standing::Disconnecting]
            .into_iter()
            .find(|standing| standing.as_str() == word)
            .ok_or(Error::Malformed("standing"))
    }
}

/// Something encrypted: with which version of the key, and the bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// The key's version.
    pub key_version: u32,
    /// Nonce, ciphertext and tag.
    pub bytes: Vec<u8>,
}

impl SealedSecret {
    /// Nothing: what it would hold stands in the installation's secret.
    pub fn elsewhere() -> SealedSecret {
        SealedSecret { key_version: 0, bytes: Vec::new() }
    }

    /// Whether it is nothing. What is encrypted has a nonce at least.
    pub fn is_elsewhere(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl std::fmt::Debug for SealedSecret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SealedSecret(version {}, {} bytes)", self.key_version, self.bytes.len())
    }
}

/// A connection as it is stored. Debug shows nothing of it but whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// Whose it is.
    pub user: UserId,
    /// The data token that it belongs to.
    pub token: TokenId,
    /// What of the account is connected.
    pub product: Product,
    /// Where it stands.
    pub standing: Standing,
    /// The account's credentials; elsewhere, if it is the deployer's own mailbox.
    pub credentials: SealedSecret,
    /// When the owner of the account consented last, in seconds.
    pub updated_at: i64,
    /// When the access token expires, in seconds.
    pub token_expiry: i64,
    /// Since when polls fail, in ms, and the code of the last failure.
    pub failing: Option<(i64, String)>,
    /// Whose account it is, and its calendars and how far they were polled: JSON that only `connections` reads.
    pub calendars: String,
    /// Since when it stands as it does, in ms.
    pub since: i64,
    /// The time of the last poll's block, in ms: what forgets the polls has to be later, whoever writes it.
    pub written_at: i64,
    /// Rises with every poll, consent, choice and disconnection.
    pub epoch: u64,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Connection({} {} {:?})", self.user, self.token, self.standing)
    }
}

/// What a poll changes of its connection.
pub(crate) fn save(connection: &Connection, written_at: i64) -> Expression {
    const SET: &str = "SET standing = :standing, since = :since, calendars = :calendars, written_at = :written";
    let text = match connection.failing {
        Some(_) => format!("{SET}, failing_since = :failing, failure = :failure"),
        None => format!("{SET} REMOVE failing_since, failure"),
    };
    let values = [
        (":standing", s(connection.standing.as_str())),
        (":since", n(connection.since)),
        (":calendars", s(&connection.calendars)),
        (":written", n(written_at)),
        (":epoch", n(connection.epoch)),
    ];
    match &connection.failing {
        Some((since, code)) => Expression::new(text, values).with(":failing", n(since)).with(":failure", s(code)),
        None => Expression::new(text, values),
    }
}

pub(crate) fn write(connection: &Connection) -> Item {
    let Connection { user, token, credentials, .. } = connection;
    let mut item = item(
        &keys::connection(*user, *token),
        [
            ("user_id", s(user.to_string())),
            ("token_id", s(token.to_string())),
            ("product", s(connection.product.as_str())),
            ("standing", s(connection.standing.as_str())),
            ("credentials", b(credentials.bytes.clone())),
            ("key_version", n(credentials.key_version)),
            ("updated_at", n(connection.updated_at)),
            ("token_expiry", n(connection.token_expiry)),
            ("calendars", s(&connection.calendars)),
            ("since", n(connection.since)),
            ("written_at", n(connection.written_at)),
            ("epoch", n(connection.epoch)),
        ],
    );
    if let Some((since, code)) = &connection.failing {
        item.insert("failing_since".to_owned(), n(since));
        item.insert("failure".to_owned(), s(code));
    }
    item
}

/// Of a connection or a consent. Those from when nothing but calendars could be connected have none.
pub(crate) fn product(item: &Item) -> Result<Product, Error> {
    match item.maybe_text("product")? {
        None => Ok(Product::Calendar),
        Some(word) => word.parse().map_err(|_| Error::Malformed("product")),
    }
}

pub(crate) fn read(item: &Item) -> Result<Connection, Error> {
    let failing = match (item.maybe_number("failing_since")?, item.maybe_text("failure")?) {
        (Some(since), Some(code)) => Some((since, code.to_owned())),
        _ => None,
    };
    Ok(Connection {
        user: item.parsed("user_id")?,
        token: item.parsed("token_id")?,
        product: product(item)?,
        standing: item.parsed("standing")?,
        credentials: SealedSecret {
            key_version: item.number("key_version")?,
            bytes: item.bytes("credentials")?.to_vec(),
        },
        updated_at: item.number("updated_at")?,
        token_expiry: item.number("token_expiry")?,
        failing,
        calendars: item.text("calendars")?.to_owned(),
        since: item.number("since")?,
        written_at: item.maybe_number("written_at")?.unwrap_or_default(),
        epoch: item.number("epoch")?,
    })
}
