//! Which users a list is of, and which part of it is a page. Pure.

use domain::{PersonName, Role, UserId, UserState};
use serde::Deserialize;
use store::ListedUser;
use utoipa::IntoParams;
use web::{Error, Paging};

/// As Kronus has it.
const PAGE_SIZE: usize = 100;
/// The largest page.
const LARGEST_PAGE: usize = 100;

/// What is to be listed, as it was sent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Which page, from 1 on.
    #[param(value_type = Option<usize>)]
    page: Option<String>,
    /// Users on a page, 1 to 100; 100 if absent.
    #[param(value_type = Option<usize>)]
    page_size: Option<String>,
    /// The `next_cursor` of an earlier page, instead of `page`.
    cursor: Option<String>,
    /// Part of e-mail, first or last name, or both names; in any case.
    search: Option<String>,
    /// `pending`, `active` or `inactive`.
    state: Option<String>,
    /// `ADMIN` or `STANDARD`, in any case.
    role: Option<String>,
}

/// What is to be listed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    from: From,
    size: usize,
    search: Option<String>,
    state: Option<UserState>,
    role: Option<Role>,
}

/// Where a page begins.
#[derive(Debug, PartialEq, Eq)]
enum From {
    Page(usize),
    /// Behind this user, who came at this time.
    After(i64, UserId),
}

impl Filter {
    /// 422 for what is no filter.
    pub(crate) fn parse(asked: Asked) -> Result<Filter, Error> {
        let page = number(asked.page, 1, "page must be a whole number of at least 1")?;
        let from = match asked.cursor {
            Some(cursor) => position(&cursor).ok_or_else(|| Error::invalid("cursor is none that was given out"))?,
            None => From::Page(page),
        };
        let size = number(asked.page_size, PAGE_SIZE, "page_size must be a whole number from 1 to 100")?;
        if LARGEST_PAGE < size {
            return Err(Error::invalid("page_size must be a whole number from 1 to 100"));
        }
        let state = asked.state.map(|word| word.to_lowercase().parse()).transpose();
        let role = asked.role.map(|word| word.to_uppercase().parse()).transpose();
        Ok(Filter {
            from,
            size,
            search: asked.search.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty()),
            state: state.map_err(|_| Error::invalid("state must be pending, active or inactive"))?,
            role: role.map_err(|_| Error::invalid("role must be ADMIN or STANDARD"))?,
        })
    }

    /// The page of these users, who are listed newest first, and which it is.
    pub(crate) fn page(&self, all: &[ListedUser]) -> (Vec<ListedUser>, Paging) {
        let met: Vec<&ListedUser> = all.iter().filter(|user| self.is_met_by(user)).collect();
        let start = match self.from {
            From::Page(page) => (page - 1).saturating_mul(self.size),
            From::After(time, id) => met.iter().take_while(|user| (time, id) <= (user.created_at, user.id)).count(),
        };
        let page: Vec<ListedUser> = met.iter().skip(start).take(self.size).map(|user| (*user).clone()).collect();
        let is_last = met.len() <= start.saturating_add(self.size);
        let paging = Paging {
            total: met.len(),
            page: start / self.size + 1,
            pages: met.len().div_ceil(self.size).max(1),
            next_cursor: page.last().filter(|_| !is_last).map(|last| format!("{}.{}", last.created_at, last.id)),
        };
        (page, paging)
    }

    fn is_met_by(&self, user: &ListedUser) -> bool {
        let is_found = self.search.as_ref().is_none_or(|search| texts(user).iter().any(|text| text.contains(search)));
        is_found && self.state.is_none_or(|state| state == user.state) && self.role.is_none_or(|role| role == user.role)
    }
}

/// What is searched, in lower case. Names together are as people write them.
fn texts(user: &ListedUser) -> [String; 2] {
    let name = |name: &Option<PersonName>| name.as_ref().map_or_else(String::new, |name| name.as_str().to_lowercase());
    let names = format!("{} {}", name(&user.first_name), name(&user.last_name));
    [user.email.as_str().to_owned(), names]
}

fn position(cursor: &str) -> Option<From> {
    let (time, id) = cursor.split_once('.')?;
    Some(From::After(time.parse().ok()?, id.parse().ok()?))
}

fn number(sent: Option<String>, or: usize, error: &'static str) -> Result<usize, Error> {
    match sent.map_or(Ok(or), |text| text.trim().parse()) {
        Ok(number) if 0 < number => Ok(number),
        _ => Err(Error::invalid(error)),
    }
}
