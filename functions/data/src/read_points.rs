//! `GET /data/{metric}`: points, or what they come to.

use crate::cursor::{self, Cursor};
use crate::query::{self, Reading};
use crate::render::render;
use crate::rows::Rows;
use crate::{DataState, page};
use access::Need;
use axum::extract::{OriginalUri, Path, State};
use axum::http::header::LINK;
use axum::response::{IntoResponse, Response};
use domain::{MetricName, UserId};
use series::{Aggregation, Columns, Fill, Plan, Range};
use store::Order;
use web::{Accept, Error, Presented};

/// More points than an answer of 6 MB can hold, however well they compress; where it is passed, reading stops.
const MOST_POINTS: usize = 5_000_000;

/// Reads points of a metric, oldest first, or aggregates of them.
///
/// Without parameters the answer is the list of all points. An unknown metric has none.
#[utoipa::path(
    get,
    path = "/data/{metric}",
    operation_id = "read_points",
    tag = "data",
    params(("metric" = String, Path), page::Selecting, page::Reading),
    responses(
        (status = 200, content((Vec<page::Point> = "application/json"), (String = "application/x-ndjson"), (String = "text/csv")),
            headers(("Link" = String, description = "the next page, rel=\"next\""))),
        (status = 413, body = web::ErrorBody, description = "The answer would be larger than 6 MB"),
        page::Refused,
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn read_points(
    State(state): State<DataState>,
    Path(metric): Path<String>,
    presented: Presented,
    OriginalUri(uri): OriginalUri,
    accept: Accept,
) -> Result<Response, Error> {
    let user = state.access.authorize(presented, Need::Read, state.clock.now_ms()).await?.user;
    let metric = page::metric(&metric)?;
    let mut reading = query::reading(uri.query().unwrap_or_default()).map_err(Error::violations)?;
    let (rows, next) = match reading.aggregation.take() {
        Some(plan) => (aggregate(&state, user, metric, &reading, plan).await?, None),
        None => points(&state, user, metric, &reading).await?,
    };
    let link = next.map(|cursor| web::next_page(&uri, &cursor.encode())).transpose()?;
    let columns = reading.columns;
    let answer =
        accept.answer(move |out| render(&rows, accept.format, columns, out).map_err(Error::from_write)).await?;
    let mut response = answer.into_response();
    if let Some(link) = link {
        response.headers_mut().insert(LINK, link);
    }
    Ok(response)
}

/// The points themselves: all, or a page and where the next one begins.
async fn points(
    state: &DataState,
    user: UserId,
    metric: MetricName,
    reading: &Reading,
) -> Result<(Rows, Option<Cursor>), Error> {
    let order = if reading.descending { Order::Descending } else { Order::Ascending };
    let range = resumed(reading.selection.range, reading.cursor, order);
    let mut scan = state.store.points_scan(user, metric, range, order);
    if reading.limit.is_some() {
        scan = scan.of_few();
    }
    let mut page = Page::new(reading, order);
    while !page.is_full() {
        let Some(batch) = scan.next().await? else { break };
        page.add(batch);
        if MOST_POINTS < page.count {
            return Err(web::BodyError::TooLarge { uncompressed: false }.into());
        }
    }
    Ok(page.into_rows())
}

/// A cursor narrows the range to where the page before ended; points of that very time are told apart later.
fn resumed(range: Range, cursor: Option<Cursor>, order: Order) -> Range {
    let Some(cursor) = cursor else { return range };
    let rest = match order {
        Order::Ascending => Range { start: Some(cursor.timestamp), end: None },
        Order::Descending => Range { start: None, end: cursor.timestamp.checked_add(1) },
    };
    range.intersect(&rest)
}

/// Points collected for an answer, up to the limit.
struct Page<'a> {
    reading: &'a Reading,
    order: Order,
    /// Batches as they came, each ascending.
    batches: Vec<Columns>,
    count: usize,
    next: Option<Cursor>,
}

impl<'a> Page<'a> {
    fn new(reading: &'a Reading, order: Order) -> Page<'a> {
        Page { reading, order, batches: Vec::new(), count: 0, next: None }
    }

    fn is_full(&self) -> bool {
        self.next.is_some()
    }

    /// Adds what belongs to the page; where more than that is there, notes the last point of the page.
    fn add(&mut self, batch: Columns) {
        let places = places(&batch);
        let from = self.resumed_at(&batch, &places);
        let wanted: Vec<usize> = (0..batch.len()).filter(|&i| self.wants(&batch, i, places[i], from)).collect();
        let room = self.reading.limit.map_or(usize::MAX, |limit| limit - self.count);
        let taken = match self.order {
            Order::Ascending => &wanted[..wanted.len().min(room)],
            Order::Descending => &wanted[wanted.len() - wanted.len().min(room)..],
        };
        if taken.len() < wanted.len() {
            let last = if self.order == Order::Ascending { taken.last() } else { taken.first() };
            self.next = match last {
                Some(&i) => Some(cursor_at(&batch, i, places[i])),
                None => self.last_of_page(),
            };
        }
        self.count += taken.len();
        let part = if taken.len() == batch.len() { batch } else { picked(&batch, taken) };
        self.batches.push(part);
    }

    /// The first place (or, descending, the place behind the last) that belongs to this page, among the points of the
    /// cursor's time: next to the last point of the page before, or where that stood if it is gone.
    fn resumed_at(&self, batch: &Columns, places: &[u64]) -> u64 {
        let Some(cursor) = self.reading.cursor else { return 0 };
        let time = Range { start: Some(cursor.timestamp), end: cursor.timestamp.checked_add(1) };
        let is_last = |&i: &usize| cursor::identity(batch.sets.get(batch.set_of[i])) == cursor.identity;
        let last = batch.positions(&time).find(is_last).map(|i| places[i]);
        match (last, self.order) {
            (Some(place), Order::Ascending) => place + 1,
            (Some(place), Order::Descending) => place,
            (None, _) => cursor.place,
        }
    }

    fn wants(&self, batch: &Columns, i: usize, place: u64, resumed_at: u64) -> bool {
        let behind = self.reading.cursor.is_none_or(|cursor| {
            let (here, there) = ((batch.timestamps[i], place), (cursor.timestamp, resumed_at));
            if self.order == Order::Ascending { there <= here } else { here < there }
        });
        behind && self.reading.selection.filter.matches(batch.sets.get(batch.set_of[i]))
    }

    /// Where the page ended exactly with an earlier batch.
    fn last_of_page(&self) -> Option<Cursor> {
        let batch = self.batches.iter().rev().find(|batch| !batch.is_empty())?;
        let at = if self.order == Order::Ascending { batch.len() - 1 } else { 0 };
        // A batch holds all points of its times, so nothing of that time is left.
        let place = if self.order == Order::Ascending { u64::MAX } else { 0 };
        Some(Cursor { timestamp: batch.timestamps[at], place, identity: NOBODY })
    }

    fn into_rows(mut self) -> (Rows, Option<Cursor>) {
        if self.order == Order::Descending {
            self.batches.reverse();
        }
        (Rows::of_points(self.batches, self.order == Order::Descending), self.next)
    }
}

/// A digest that no point is looked for by.
const NOBODY: u64 = 0;

fn cursor_at(batch: &Columns, i: usize, place: u64) -> Cursor {
    Cursor { timestamp: batch.timestamps[i], place, identity: cursor::identity(batch.sets.get(batch.set_of[i])) }
}

/// For each point its place among those of its time. A batch of a scan holds whole times.
fn places(batch: &Columns) -> Vec<u64> {
    let mut places: Vec<u64> = Vec::with_capacity(batch.len());
    for i in 0..batch.len() {
        let tied = i > 0 && batch.timestamps[i - 1] == batch.timestamps[i];
        places.push(if tied { places[i - 1] + 1 } else { 0 });
    }
    places
}

fn picked(batch: &Columns, at: &[usize]) -> Columns {
    at.iter().map(|&i| (batch.timestamps[i], batch.sets.get(batch.set_of[i]), batch.values[i])).collect()
}

async fn aggregate(
    state: &DataState,
    user: UserId,
    metric: MetricName,
    reading: &Reading,
    plan: Plan,
) -> Result<Rows, Error> {
    let filter = &reading.selection.filter;
    let mut scan = state.store.points_scan(user, metric, reading.selection.range, Order::Ascending);
    let filled = plan.fill != Fill::None;
    let mut aggregation = Aggregation::new(plan);
    while let Some(mut batch) = scan.next().await? {
        if !filter.is_empty() {
            batch.retain_sets(|dimensions| filter.matches(dimensions));
        }
        aggregation.push(&batch).map_err(|error| Error::invalid(error.to_string()))?;
    }
    let table = aggregation.finish().map_err(|error| Error::invalid(error.to_string()))?;
    Ok(Rows::of_table(&table, filled, reading.descending))
}
