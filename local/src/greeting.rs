//! What is printed at the start.

use crate::arguments::Arguments;
use local::{App, Owner};
use serde::Serialize;

/// The same for scripts.
#[derive(Serialize)]
struct Line<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    google: Option<String>,
    #[serde(flatten)]
    owner: Option<&'a Owner>,
}

/// Tells where Impulses is and, once, how to get in.
pub(crate) fn print(app: &App, arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.json {
        println!("{}", serde_json::to_string(&Line { url: app.url(), google: app.fake_google(), owner: app.owner() })?);
        return Ok(());
    }
    let url = app.url();
    println!(
        "Impulses listens on {url} (Ctrl-C stops it; {url}/docs lists the API, {url}/outbox the letters it writes)"
    );
    match app.owner() {
        None => println!("The owner's password and token were shown at the first start."),
        Some(owner) => print_owner(url, owner, arguments),
    }
    if let Some(google) = app.fake_google() {
        print_demo(url, &google, arguments.tick_seconds);
    }
    Ok(())
}

fn print_owner(url: &str, Owner { email, password, token }: &Owner, arguments: &Arguments) {
    let kept = if arguments.kept_in().is_none() { "Nothing is kept" } else { "Shown this once; keep them" };
    println!(
        "
The owner's account ({kept}):
  email     {email}
  password  {password}
  token     {token}

In a browser: {url}

Try it:
  TOKEN={token}
  curl -H \"X-Data-Token: $TOKEN\" -H 'Content-Type: application/json' {url}/data/coffee \\
       -d '[{{\"timestamp\": '$(date +%s000)', \"dimensions\": {{\"kind\": \"espresso\"}}, \"value\": 1}}]'
  curl -H \"X-Data-Token: $TOKEN\" {url}/data/coffee
  curl -H \"X-Data-Token: $TOKEN\" '{url}/data/coffee?step=1d&agg=count,sum'
"
    );
}

fn print_demo(url: &str, google: &str, tick_seconds: u64) {
    println!(
        "The demo: a fake Google listens on {google}; nothing is sent to the real one. In it somebody has kept a
calendar for three months. Sign in at {url}/connections in a browser on this machine, and connect
it there. Or with the same token:
  curl -H \"X-Data-Token: $TOKEN\" {url}/oauth2/google/auth

Open the address that this answers in that browser, and allow it. Some {tick_seconds} seconds later:
  curl -H \"X-Data-Token: $TOKEN\" {url}/oauth2/google/configs
  curl -H \"X-Data-Token: $TOKEN\" '{url}/data/imp.events.duration?step=1w&agg=sum&group_by=activity&tz=Europe/Warsaw'
  curl -H \"X-Data-Token: $TOKEN\" '{url}/data/imp.events.custom.distance?step=1mo&agg=count,sum,max&group_by=where'
"
    );
}
