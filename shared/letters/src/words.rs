//! What each letter says: what happened, what to do, and what if it was not you.

use crate::Letter;
use crate::page::{Page, Rendered};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Below two of a unit the smaller one is told: 90 minutes, and not an hour.
const AT_LEAST: i64 = 2;
const IGNORE: &str = "If it was not you, there is nothing to do.";

impl Letter {
    /// The letter as it is sent now, when what is in it is good for `left_ms` more.
    pub fn render(&self, left_ms: i64) -> Rendered {
        self.page(&time(left_ms)).render()
    }

    fn page(&self, left: &str) -> Page<'_> {
        match self {
            Letter::VerifyAddress { link, code } => Page::new("Confirm your e-mail address", None)
                .says("Somebody, probably you, registered at Impulses with this address. Confirm that it is yours:")
                .link("Confirm the address", link)
                .code("Or type this code where you registered:", code.as_deref())
                .says(format!("This works once, for the next {left}."))
                .says("If it was not you, there is nothing to do: without your confirmation there is no account."),
            Letter::Welcome { first_name, link } => Page::new("Welcome to Impulses", first_name.as_deref())
                .says("Your address is confirmed and your account is open. Sign in here:")
                .link("Sign in", link)
                .says("If you know nothing of this, choose a new password there: whoever has yours then has it in vain."),
            Letter::AlreadyRegistered { link, reset_link } => Page::new("You have an account already", None)
                .says(
                    "Somebody, probably you, registered at Impulses with this address. There is an account with it \
                     already, and nothing has changed. Sign in here:",
                )
                .link("Sign in", link)
                .says("If you have forgotten the password, choose a new one:")
                .link("Choose a new password", reset_link)
                .says(IGNORE),
            Letter::ResetPassword { first_name, link } => Page::new("Choose a new password", first_name.as_deref())
                .says("Somebody, probably you, has forgotten the password of your account. Choose a new one here:")
                .link("Choose a new password", link)
                .says(format!("This works once, for the next {left}."))
                .says("If it was not you, there is nothing to do: the password stays as it is."),
            Letter::PasswordChanged { first_name, link } => {
                Page::new("Your password was changed", first_name.as_deref())
                    .says("The password of your account at Impulses was changed. If it was you, there is nothing to do.")
                    .says("If it was not you, somebody else is in your account. Choose a new password at once:")
                    .link("Choose a new password", link)
            }
            Letter::ChangeAddress { link, code } => Page::new("Confirm your new e-mail address", None)
                .says("Somebody, probably you, wants this address for their account at Impulses. Confirm that it is yours:")
                .link("Confirm the address", link)
                .code("Or type this code where you changed it:", code.as_deref())
                .says(format!("This works once, for the next {left}."))
                .says(IGNORE),
            Letter::AddressChanged { first_name, link } => {
                let page = Page::new("Your e-mail address was changed", first_name.as_deref()).says(
                    "Your account at Impulses has another e-mail address now, and no more letters come to this one. If \
                     it was you, there is nothing to do.",
                );
                match link {
                    Some(link) => page.says("If it was not you, undo it at once:").link("Undo the change", link),
                    None => page.says("If it was not you, tell whoever runs this installation at once."),
                }
            }
            Letter::AccountDeleted { first_name } => Page::new("Your account was deleted", first_name.as_deref())
                .says("Your account at Impulses is deleted, with everything that was in it. This is its last letter.")
                .says("If it was not you, tell whoever runs this installation at once."),
            Letter::Invitation { link } => Page::new("You are invited to Impulses", None)
                .says("Whoever runs this installation of Impulses has made an account for you. Choose a password here:")
                .link("Choose a password", link)
                .says(format!("This works once, for the next {left}."))
                .says("If you did not expect it, there is nothing to do."),
        }
    }
}

/// How long that is, rounded down, in words.
fn time(ms: i64) -> String {
    for (unit, name) in [(DAY_MS, "days"), (HOUR_MS, "hours"), (MINUTE_MS, "minutes")] {
        if AT_LEAST <= ms / unit {
            return format!("{} {name}", ms / unit);
        }
    }
    "minute".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_largest_unit_that_is_not_too_rough() {
        for (ms, expect) in [
            (-1, "minute"),
            (0, "minute"),
            (2 * MINUTE_MS - 1, "minute"),
            (30 * MINUTE_MS - 1, "29 minutes"),
            (HOUR_MS, "60 minutes"),
            (2 * HOUR_MS, "2 hours"),
            (DAY_MS, "24 hours"),
            (7 * DAY_MS, "7 days"),
        ] {
            assert_eq!(time(ms), expect, "{ms}");
        }
    }
}
