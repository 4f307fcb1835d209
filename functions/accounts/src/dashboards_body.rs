//! Dashboards as the web page keeps them.

use serde::{Deserialize, Serialize};
use store::Dashboards;
use utoipa::ToSchema;
use web::{Error, JsonObject};

/// More than anybody looks at.
const MOST_DASHBOARDS: usize = 50;
/// More than fit on any screen.
const MOST_CHARTS: usize = 30;
/// A name that still fits into a list.
const LONGEST_NAME_CHARS: usize = 100;
/// Longer than the address of any chart.
const LONGEST_CHART_CHARS: usize = 2_000;

/// All dashboards of a user, with the version that a change has to name.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct DashboardsBody {
    /// Rises with each change; 0 where nothing was ever saved.
    pub(crate) version: u64,
    /// In the order that their owner has chosen; at most 50.
    pub(crate) dashboards: Vec<Dashboard>,
}

/// Charts under one another.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Dashboard {
    /// 1 to 100 characters; need not be unique.
    name: String,
    /// The query of each chart's address in the web page, such as `metric=temperature&by=room`; at most 30.
    charts: Vec<String>,
}

impl DashboardsBody {
    /// What is stored.
    pub(crate) fn of(stored: &Dashboards) -> Result<DashboardsBody, Error> {
        let dashboards = serde_json::from_str(&stored.json).map_err(Error::bug)?;
        Ok(DashboardsBody { version: stored.version, dashboards })
    }

    /// What somebody sends; 422 where it has another shape, or is too much.
    pub(crate) fn sent(body: &JsonObject) -> Result<DashboardsBody, Error> {
        let sent = serde_json::Value::Object(body.object()?.clone());
        let shape = "send version, a number, and dashboards, a list of objects with name and charts, a list of texts";
        let sent: DashboardsBody = serde_json::from_value(sent).map_err(|_| Error::invalid(shape))?;
        if MOST_DASHBOARDS < sent.dashboards.len() {
            return Err(Error::invalid("There can be at most 50 dashboards"));
        }
        sent.dashboards.iter().try_for_each(Dashboard::check)?;
        Ok(sent)
    }
}

impl Dashboard {
    fn check(&self) -> Result<(), Error> {
        if !(1..=LONGEST_NAME_CHARS).contains(&self.name.trim().chars().count()) {
            return Err(Error::invalid("The name of a dashboard has 1 to 100 characters"));
        }
        if MOST_CHARTS < self.charts.len() {
            return Err(Error::invalid("A dashboard has at most 30 charts"));
        }
        let is_long = |chart: &String| LONGEST_CHART_CHARS < chart.chars().count();
        if self.charts.iter().any(is_long) {
            return Err(Error::invalid("A chart of a dashboard has at most 2,000 characters"));
        }
        Ok(())
    }
}
