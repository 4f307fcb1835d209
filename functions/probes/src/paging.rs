//! Which part of a list is asked for.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;
use utoipa::IntoParams;
use web::{Error, Paging};

/// As Kronus has it.
pub(crate) const PAGE_SIZE: usize = 100;

/// A page of a list, as it was sent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AskedPage {
    /// Which page of 100, from 1 on.
    #[param(value_type = Option<usize>)]
    pub(crate) page: Option<String>,
}

/// A page of what is in one state, as it was sent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AskedStatus {
    /// Which page of 100, from 1 on.
    #[param(value_type = Option<usize>)]
    pub(crate) page: Option<String>,
    /// Only what is in this state, in any case.
    pub(crate) status: Option<String>,
}

/// Which page, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page(usize);

/// What was sent as a query; 422 where a parameter is there twice.
pub(crate) fn query<T>(sent: Result<Query<T>, QueryRejection>) -> Result<T, Error> {
    sent.map(|Query(asked)| asked).map_err(|_| Error::invalid("A parameter is there twice"))
}

impl Page {
    /// The first, if none is named; 422 for what is no page.
    pub(crate) fn read(sent: Option<&str>) -> Result<Page, Error> {
        match sent.map_or(Ok(1), |text| text.trim().parse()) {
            Ok(page) if 0 < page => Ok(Page(page)),
            _ => Err(Error::invalid("page must be a whole number of at least 1")),
        }
    }

    /// How many things stand on the pages before it.
    pub(crate) fn skipped(self) -> usize {
        (self.0 - 1).saturating_mul(PAGE_SIZE)
    }

    /// What of a whole list is on it.
    pub(crate) fn of<T>(self, all: Vec<T>) -> (Vec<T>, Paging) {
        let paging = self.paging(all.len());
        (all.into_iter().skip(self.skipped()).take(PAGE_SIZE).collect(), paging)
    }

    /// Which part it is of so many things.
    pub(crate) fn paging(self, total: usize) -> Paging {
        Paging { total, page: self.0, pages: total.div_ceil(PAGE_SIZE).max(1), next_cursor: None }
    }
}
