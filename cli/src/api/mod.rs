//! An Impulses as this program speaks to it over HTTP: addresses, tokens, repeats, and what a refusal says.

mod answer;
pub(crate) use answer::{Answer, Refused};

mod call;
pub(crate) use call::{Call, Unreached};

mod metrics;
pub(crate) use metrics::{Metric, Query};

mod session;
pub(crate) use session::Token;

use crate::account::Account;
use crate::exit::Exit;
use http::Method;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};
use url::Url;

/// Where `local` listens unless it is told otherwise.
const ON_THIS_MACHINE: &str = "http://127.0.0.1:8080";
/// What a token is shown in.
const TOKEN_HEADER: &str = "x-data-token";
/// A host that does not answer at all is not waited for as long as one that works.
const CONNECT: Duration = Duration::from_secs(10);
/// One try. API Gateway grants a request 30 s; an older server takes that long for a metric of half a million points.
const ATTEMPT: Duration = Duration::from_secs(120);

/// Which Impulses is meant, as the command line and the environment say it.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Target {
    /// Where Impulses is; by default where you are signed in, else http://127.0.0.1:8080.
    #[arg(long, env = "IMPULSES_URL", global = true, value_name = "URL", help_heading = "Global options")]
    url: Option<String>,

    /// A data token, in place of signing in. There is no option for it, because other users would see it.
    #[arg(skip = token_of_environment())]
    token: Option<Shown>,
}

/// A token that Debug does not show.
#[derive(Clone)]
struct Shown(String);

impl std::fmt::Debug for Shown {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Shown(..)")
    }
}

/// `IMPULSES_TOKEN`, unless it is empty.
fn token_of_environment() -> Option<Shown> {
    std::env::var("IMPULSES_TOKEN").ok().filter(|token| !token.is_empty()).map(Shown)
}

/// A client of one Impulses.
pub(crate) struct Api {
    agent: Agent,
    base: Url,
    token: Option<Shown>,
}

impl Target {
    /// The one at this address, whatever the command line says.
    pub(crate) fn at(url: &str) -> Target {
        Target { url: Some(url.to_owned()), token: None }
    }

    /// The Impulses that is meant, with a token for it. A token is shown to nobody but the Impulses that it is of.
    pub(crate) fn api(&self) -> anyhow::Result<Api> {
        if self.token.is_some() {
            return Api::new(&self.address()?, self.token.clone());
        }
        let account = Account::load()?.ok_or_else(not_signed_in)?;
        let elsewhere = |url: &str| trimmed(url) != trimmed(&account.url);
        if self.url().is_some_and(elsewhere) {
            return Err(Exit::NotAllowed.because(format!(
                "you are signed in at {}; sign in there with `impulses login`, or set IMPULSES_TOKEN",
                account.url
            )));
        }
        Api::new(&account.url, Some(Shown(account.token)))
    }

    /// The Impulses that is meant, for whoever has no token yet.
    pub(crate) fn without_token(&self) -> anyhow::Result<Api> {
        Api::new(&self.address()?, None)
    }

    /// What the command line or the environment says; a variable that is empty says nothing.
    fn url(&self) -> Option<&str> {
        self.url.as_deref().filter(|url| !url.is_empty())
    }

    fn address(&self) -> anyhow::Result<String> {
        let signed_in = || Ok::<_, anyhow::Error>(Account::load()?.map(|account| account.url));
        Ok(match self.url() {
            Some(url) => url.to_owned(),
            None => signed_in()?.unwrap_or_else(|| ON_THIS_MACHINE.to_owned()),
        })
    }
}

impl Api {
    /// Another server with a token of its own.
    pub(crate) fn elsewhere(address: &str, token: String) -> anyhow::Result<Api> {
        Api::new(address, Some(Shown(token)))
    }

    fn new(address: &str, token: Option<Shown>) -> anyhow::Result<Api> {
        let base = Url::parse(trimmed(address)).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
        let base = base.ok_or_else(|| Exit::Usage.because(format!("{address} is no http or https address")))?;
        // This machine's own judgement of certificates: an installation may have an authority of its own.
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .user_agent(concat!("impulses/", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            // A token must not follow to where an answer sends us.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(ATTEMPT))
            .build();
        Ok(Api { agent: agent.into(), base, token })
    }

    /// Where it is, without a slash at the end.
    pub(crate) fn address(&self) -> &str {
        trimmed(self.base.as_str())
    }

    /// Whether what is sent can be read on its way: http to another machine.
    pub(crate) fn is_in_the_clear(&self) -> bool {
        let here =
            self.base.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127.") || host == "[::1]");
        self.base.scheme() == "http" && !here
    }

    /// A call of a path, given as its segments before they are encoded. It shows the token, if there is one.
    pub(crate) fn call(&self, method: Method, path: &[&str]) -> Call {
        let call = Call::new(self.agent.clone(), method, self.url(path));
        match &self.token {
            Some(token) => call.header(TOKEN_HEADER, &token.0),
            None => call,
        }
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }
}

fn trimmed(address: &str) -> &str {
    address.trim_end_matches('/')
}

fn not_signed_in() -> anyhow::Error {
    Exit::NotAllowed.because("you are not signed in; do so with `impulses login`, or set IMPULSES_TOKEN")
}
