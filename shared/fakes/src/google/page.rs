//! The page on which somebody consents, for a person at `scripts/dev --demo`.

use super::DEFAULT_ACCOUNT;
use super::listing::Query;
use std::fmt::Write;

/// The path of the page.
pub(super) const CONSENT: &str = "/o/oauth2/auth";
/// Where its form leads.
pub(super) const DECISION: &str = "/o/oauth2/auth/decision";

/// The page: which account, yes or no. `query` is what the page was asked with, and travels on.
pub(super) fn consent<'a>(query: &Query, scopes: &[String], accounts: impl Iterator<Item = &'a String>) -> String {
    let mut hidden = String::new();
    for (name, value) in query.iter().filter(|(name, _)| !["account", "decision"].contains(&name.as_str())) {
        let _ = write!(hidden, r#"<input type="hidden" name="{}" value="{}">"#, escaped(name), escaped(value));
    }
    let scopes: String = scopes.iter().map(|scope| format!("<li><code>{}</code></li>", escaped(scope))).collect();
    let accounts: String = accounts.map(|account| format!(r#"<option value="{}">"#, escaped(account))).collect();
    document(&format!(
        r#"<h1>A fake Google</h1>
<p>Nobody's real account, calendar or mail is here. Somebody asks for:</p>
<ul>{scopes}</ul>
<form action="{DECISION}" method="get">
{hidden}
<p><label>As <input name="account" list="accounts" size="40" value="{DEFAULT_ACCOUNT}"></label>
<datalist id="accounts">{accounts}</datalist></p>
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p>
</form>"#
    ))
}

/// A page that says why nothing can be asked here.
pub(super) fn problem(text: &str) -> String {
    document(&format!("<h1>A fake Google</h1>\n<p>Error: {}</p>", escaped(text)))
}

fn document(body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>A fake Google</title>\n{body}\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
