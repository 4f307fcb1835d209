//! What the environment says, read once and checked whole: everything that is wrong is reported together.

use domain::Email;
use liveness::Zone;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// The table's name where nobody says otherwise; template.yaml says.
const TABLE_NAME: &str = "impulses";
/// Who signs access tokens where no address is configured.
const ISSUER: &str = "impulses";
/// What NIST SP 800-63B-4 asks at least of a password.
const PASSWORD_MIN_LENGTH: usize = 8;
/// Above this nobody could have a password that people remember.
const PASSWORD_MIN_LENGTHS: RangeInclusive<usize> = 1..=128;
/// Half an hour without a request ends a session.
const SESSION_TTL_S: i64 = 1_800;
/// A second (for trials) to a year.
const SESSION_TTLS_S: RangeInclusive<i64> = 1..=31_536_000;

/// As often as the earlier server polled; Google allows a user 600 requests a minute.
const CALENDAR_POLL_S: i64 = 300;
/// A second (for trials) to a day.
const CALENDAR_POLLS_S: RangeInclusive<i64> = 1..=86_400;

/// The configuration of every function and of `local`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME` (impulses): the DynamoDB table.
    pub table_name: String,
    /// `ORIGIN` (none): the origin of a web page elsewhere, the only one beside our own that a browser may call us from. No
    /// trailing slash.
    pub origin: Option<String>,
    /// `ORIGIN_API` (none): our own public address. Cookies are `Secure` if it is https. No trailing slash.
    pub origin_api: Option<String>,
    /// `SECRET_ID` (none): name or ARN of the secret in Secrets Manager.
    pub secret_id: Option<String>,
    /// `FF_ENABLE_REGISTRATION` (false): whether anybody may create a user. Only `true` opens it, in any case.
    pub registration_open: bool,
    /// `PASSWORD_MIN_LENGTH` (8): the shortest new password, in characters.
    pub password_min_length: usize,
    /// `SESSION_TTL_SEC` (1800): seconds that a session lives without being used.
    pub session_ttl_s: i64,
    /// `GOOGLE_API_URL` (Google's own): root of the Calendar API, as in `{root}/calendar/v3/...`.
    pub google_api_url: Option<String>,
    /// `GOOGLE_JWKS_URL` (Google's own): the keys that sign who somebody is.
    pub google_jwks_url: Option<String>,
    /// `GOOGLE_REVOKE_URL` (`revoke` beside the client's `token_uri`): where a grant is given back.
    pub google_revoke_url: Option<String>,
    /// `CALENDAR_POLL_SECONDS` (300): seconds from one poll of a calendar to the next.
    pub calendar_poll_seconds: i64,
    /// `MAIL_FROM` (none): the address that letters come from, verified in SES. Without it none goes out.
    pub mail_from: Option<Email>,
    /// `AWS_ENDPOINT_URL_SESV2`, or `AWS_ENDPOINT_URL` (AWS's own): where SES is.
    pub ses_url: Option<String>,
    /// `TWILIO_API_URL` (Twilio's own): root of the Messages API, as in `{root}/2010-04-01/...`.
    pub twilio_api_url: Option<String>,
    /// `TIME_ZONE` (UTC): the IANA time zone of whoever has chosen none for their check-ins.
    pub time_zone: Zone,
}

/// Everything that is wrong with the environment.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the environment is wrong: {}", .0.join("; "))]
pub struct ConfigError(pub Vec<String>);

impl Config {
    /// From this process's environment.
    pub fn from_env() -> Result<Config, ConfigError> {
        Config::read(|name| std::env::var(name).ok())
    }

    /// From whatever answers for the variables. An empty variable counts as absent.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Config, ConfigError> {
        let mut reader = Reader { lookup, problems: Vec::new() };
        let config = Config {
            table_name: reader.text("TABLE_NAME").unwrap_or_else(|| TABLE_NAME.to_owned()),
            origin: reader.origin("ORIGIN"),
            origin_api: reader.url("ORIGIN_API"),
            secret_id: reader.text("SECRET_ID"),
            registration_open: reader.text("FF_ENABLE_REGISTRATION").is_some_and(|is| is.eq_ignore_ascii_case("true")),
            password_min_length: reader.number("PASSWORD_MIN_LENGTH", PASSWORD_MIN_LENGTH, PASSWORD_MIN_LENGTHS),
            session_ttl_s: reader.number("SESSION_TTL_SEC", SESSION_TTL_S, SESSION_TTLS_S),
            google_api_url: reader.url("GOOGLE_API_URL"),
            google_jwks_url: reader.url("GOOGLE_JWKS_URL"),
            google_revoke_url: reader.url("GOOGLE_REVOKE_URL"),
            calendar_poll_seconds: reader.number("CALENDAR_POLL_SECONDS", CALENDAR_POLL_S, CALENDAR_POLLS_S),
            mail_from: reader.email("MAIL_FROM"),
            ses_url: reader.url("AWS_ENDPOINT_URL_SESV2").or_else(|| reader.url("AWS_ENDPOINT_URL")),
            twilio_api_url: reader.url("TWILIO_API_URL"),
            time_zone: reader.zone("TIME_ZONE").unwrap_or_else(Zone::utc),
        };
        if reader.problems.is_empty() { Ok(config) } else { Err(ConfigError(reader.problems)) }
    }

    /// The name by which this installation signs access tokens (RFC 7519, 4.1.1): its address, where it knows one.
    pub fn issuer(&self) -> &str {
        self.origin_api.as_deref().unwrap_or(ISSUER)
    }

    /// Where the web page is: of its own origin, or else at our own address, because we serve it too.
    pub fn page_address(&self) -> Option<&str> {
        self.origin.as_deref().or(self.origin_api.as_deref())
    }

    /// Whether cookies are to travel over https only.
    pub fn cookies_are_secure(&self) -> bool {
        self.origin_api.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// Reads variables and remembers what was wrong. A problem names the variable, never its value.
struct Reader<L> {
    lookup: L,
    problems: Vec<String>,
}

impl<L: Fn(&str) -> Option<String>> Reader<L> {
    fn text(&self, name: &str) -> Option<String> {
        let text = (self.lookup)(name)?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    fn number<N: FromStr + PartialOrd + std::fmt::Display>(
        &mut self,
        name: &str,
        or: N,
        range: RangeInclusive<N>,
    ) -> N {
        let Some(text) = self.text(name) else { return or };
        match text.parse() {
            Ok(number) if range.contains(&number) => number,
            _ => {
                self.problems.push(format!("{name} must be a whole number from {} to {}", range.start(), range.end()));
                or
            }
        }
    }

    fn url(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        if host.is_empty() || host.contains(char::is_whitespace) {
            self.problems.push(format!("{name} must begin with http:// or https:// and name a host"));
            return None;
        }
        Some(text.trim_end_matches('/').to_owned())
    }

    fn zone(&mut self, name: &str) -> Option<Zone> {
        let zone = Zone::parse(&self.text(name)?);
        if let Err(error) = &zone {
            self.problems.push(format!("{name} {error}"));
        }
        zone.ok()
    }

    fn email(&mut self, name: &str) -> Option<Email> {
        let text = self.text(name)?;
        let email = Email::parse(&text);
        if email.is_err() {
            self.problems.push(format!("{name} must be an e-mail address, without a name"));
        }
        email.ok()
    }

    fn origin(&mut self, name: &str) -> Option<String> {
        let url = self.url(name)?;
        if url.matches('/').count() != "//".len() || url.contains(['?', '#', '@']) {
            self.problems.push(format!("{name} must be an origin: scheme, host and port, without a path"));
            return None;
        }
        Some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn nothing_set_means_the_defaults() {
        let config = read(&[]).unwrap();
        let expected = Config {
            table_name: "impulses".into(),
            origin: None,
            origin_api: None,
            secret_id: None,
            registration_open: false,
            password_min_length: 8,
            session_ttl_s: 1800,
            google_api_url: None,
            google_jwks_url: None,
            google_revoke_url: None,
            calendar_poll_seconds: 300,
            mail_from: None,
            ses_url: None,
            twilio_api_url: None,
            time_zone: Zone::utc(),
        };
        assert_eq!(config, expected);
        assert_eq!(read(&[("TABLE_NAME", ""), ("SESSION_TTL_SEC", " "), ("ORIGIN", "")]).unwrap(), expected);
    }

    #[test]
    fn everything_can_be_set() {
        let config = read(&[
            ("TABLE_NAME", "t"),
            ("ORIGIN", "https://ui.example/"),
            ("ORIGIN_API", "https://api.example/v1/"),
            ("SECRET_ID", "impulses/secret"),
            ("PASSWORD_MIN_LENGTH", "15"),
            ("SESSION_TTL_SEC", "60"),
            ("GOOGLE_API_URL", "http://127.0.0.1:7000/"),
            ("GOOGLE_JWKS_URL", "http://127.0.0.1:7000/jwks"),
            ("GOOGLE_REVOKE_URL", "http://127.0.0.1:7000/revoke"),
            ("CALENDAR_POLL_SECONDS", "1"),
            ("MAIL_FROM", "impulses@example.org"),
            ("AWS_ENDPOINT_URL_SESV2", "http://127.0.0.1:7001/"),
            ("TWILIO_API_URL", "http://127.0.0.1:7002/"),
            ("TIME_ZONE", "europe/warsaw"),
        ])
        .unwrap();
        assert_eq!((config.table_name.as_str(), config.secret_id.as_deref()), ("t", Some("impulses/secret")));
        assert_eq!(config.origin.as_deref(), Some("https://ui.example"));
        assert_eq!(config.origin_api.as_deref(), Some("https://api.example/v1"));
        assert_eq!((config.password_min_length, config.session_ttl_s, config.calendar_poll_seconds), (15, 60, 1));
        assert_eq!(config.google_api_url.as_deref(), Some("http://127.0.0.1:7000"));
        assert_eq!(config.google_jwks_url.as_deref(), Some("http://127.0.0.1:7000/jwks"));
        assert_eq!(config.google_revoke_url.as_deref(), Some("http://127.0.0.1:7000/revoke"));
        assert_eq!(config.mail_from, Email::parse("impulses@example.org").ok());
        assert_eq!(config.ses_url.as_deref(), Some("http://127.0.0.1:7001"));
        assert_eq!(config.twilio_api_url.as_deref(), Some("http://127.0.0.1:7002"));
        assert_eq!(config.time_zone.as_str(), "Europe/Warsaw");
    }

    #[test]
    fn only_true_opens_registration() {
        for (text, open) in [("true", true), ("TRUE", true), ("1", false), ("yes", false), ("false", false)] {
            assert_eq!(read(&[("FF_ENABLE_REGISTRATION", text)]).unwrap().registration_open, open, "{text}");
        }
    }

    #[test]
    fn cookies_are_secure_where_we_are_reached_over_https() {
        for (url, secure) in [("https://api.example", true), ("http://127.0.0.1:8000", false)] {
            assert_eq!(read(&[("ORIGIN_API", url)]).unwrap().cookies_are_secure(), secure, "{url}");
        }
        assert!(!read(&[]).unwrap().cookies_are_secure());
    }

    #[test]
    fn an_origin_is_nothing_but_an_origin() {
        for (text, is_one) in [
            ("https://ui.example", true),
            ("http://localhost:5173", true),
            ("https://ui.example/", true),
            ("https://ui.example/page", false),
            ("https://ui.example?page", false),
            ("https://ui.example#page", false),
            ("https://user@ui.example", false),
            ("ui.example", false),
        ] {
            assert_eq!(read(&[("ORIGIN", text)]).is_ok(), is_one, "{text}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_reported_together() {
        let error = read(&[
            ("ORIGIN", "https://ui.example/page"),
            ("ORIGIN_API", "api.example"),
            ("PASSWORD_MIN_LENGTH", "0"),
            ("SESSION_TTL_SEC", "half an hour"),
            ("GOOGLE_API_URL", "www.googleapis.com"),
            ("CALENDAR_POLL_SECONDS", "86401"),
            ("MAIL_FROM", "Impulses <impulses@example.org>"),
            ("TIME_ZONE", "Europe/Nowhere"),
        ])
        .unwrap_err();
        let names: Vec<_> = error.0.iter().filter_map(|problem| problem.split(' ').next()).collect();
        let wrong = ["ORIGIN", "ORIGIN_API", "PASSWORD_MIN_LENGTH", "SESSION_TTL_SEC"];
        assert_eq!(
            names,
            [&wrong[..], &["GOOGLE_API_URL", "CALENDAR_POLL_SECONDS", "MAIL_FROM", "TIME_ZONE"]].concat()
        );
        assert!(!error.to_string().contains("half an hour"));
    }
}
