//! What is printed at the start.

use crate::arguments::Arguments;
use local::{App, Owner};
use serde::Serialize;

/// The same for scripts.
#[derive(Serialize)]
struct Line<'a> {
    url: &'a str,
    #[serde(flatten)]
    owner: Option<&'a Owner>,
}

/// Tells where Impulses is and, once, how to get in.
pub(crate) fn print(app: &App, arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.json {
        println!("{}", serde_json::to_string(&Line { url: app.url(), owner: app.owner() })?);
        return Ok(());
    }
    let url = app.url();
    println!("Impulses listens on {url} (Ctrl-C stops it; {url}/docs lists the API)");
    match app.owner() {
        None => println!("The owner's password and token were shown at the first start."),
        Some(owner) => print_owner(url, owner, arguments),
    }
    Ok(())
}

fn print_owner(url: &str, Owner { email, password, token }: &Owner, arguments: &Arguments) {
    let kept = if arguments.ephemeral { "Nothing is kept" } else { "Shown this once; keep them" };
    println!(
        "
The owner's account ({kept}):
  email     {email}
  password  {password}
  token     {token}

Try it:
  TOKEN={token}
  curl -H \"X-Data-Token: $TOKEN\" -H 'Content-Type: application/json' {url}/data/coffee \\
       -d '[{{\"timestamp\": '$(date +%s000)', \"dimensions\": {{\"kind\": \"espresso\"}}, \"value\": 1}}]'
  curl -H \"X-Data-Token: $TOKEN\" {url}/data/coffee
  curl -H \"X-Data-Token: $TOKEN\" '{url}/data/coffee?step=1d&agg=count,sum'
"
    );
}
