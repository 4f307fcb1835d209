//! What is asked of a layout, in which order and how often, and what must come back.

use crate::measure::{Answer, Measured};
use crate::options::Often;
use crate::points::{DAY, MINUTE, START, Thermometer};
use anyhow::ensure;
use serde::Serialize;
use series::Columns;

/// The operation whose cost must not grow with the metric.
pub(crate) const WRITE_ONE: &str = "write 1 point";
/// The read of everything.
pub(crate) const READ_ALL: &str = "read all, gzip";
/// The read of a mean for each day.
pub(crate) const READ_BY_DAY: &str = "read a year by day";
/// The large write.
pub(crate) const WRITE_MANY: &str = "write 1,000 points";
/// Its points.
const MANY: usize = 1_000;
/// Days that a read by day asks for.
const YEAR_DAYS: i64 = 365;

/// What is asked of a layout.
pub(crate) enum Operation {
    /// Append these.
    Write(Columns),
    /// All points.
    ReadAll,
    /// The points of the day that begins here.
    ReadDay(i64),
    /// The mean of each of so many days from the first.
    ReadByDay(i64),
}

/// What one operation came to.
#[derive(Debug, Serialize)]
pub(crate) struct Run {
    pub(crate) operation: &'static str,
    #[serde(flatten)]
    pub(crate) measured: Measured,
}

/// A kind of operation.
#[derive(Clone, Copy)]
enum Kind {
    Write(usize),
    ReadAll,
    ReadDay,
    ReadByDay,
}

/// A metric with a point a minute since [`START`], and where its next points come from.
pub(crate) struct Metric {
    /// Points when it was filled.
    pub(crate) filled: usize,
    /// Points now.
    pub(crate) points: usize,
    pub(crate) room: Thermometer,
}

/// Reads while all is sealed, then writes, then a read over what they left in the log.
fn script(often: &Often) -> [(&'static str, usize, Kind); 6] {
    [
        (READ_ALL, often.reads_of_all, Kind::ReadAll),
        ("read a day", often.reads, Kind::ReadDay),
        (READ_BY_DAY, often.reads_of_all, Kind::ReadByDay),
        (WRITE_ONE, often.writes, Kind::Write(1)),
        (WRITE_MANY, often.large_writes, Kind::Write(MANY)),
        ("read a day, after writes", often.reads, Kind::ReadDay),
    ]
}

/// Asks everything of the layout that `answer` stands for.
pub(crate) async fn run(
    often: &Often,
    metric: &mut Metric,
    answer: impl AsyncFn(&Operation) -> anyhow::Result<Answer>,
) -> anyhow::Result<Vec<Run>> {
    let mut runs = Vec::new();
    for (name, repeat, kind) in script(often) {
        let mut answers = Vec::new();
        for _ in 0..repeat {
            let operation = metric.next(kind);
            let answer = answer(&operation).await?;
            let expected = metric.expected(&operation)?;
            ensure!(answer.points == expected, "{name}: {} points in place of {expected}", answer.points);
            answers.push(answer);
        }
        runs.push(Run { operation: name, measured: Measured::of(&answers) });
    }
    Ok(runs)
}

impl Metric {
    /// Asks for a day in the middle, or writes where it ends.
    fn next(&mut self, kind: Kind) -> Operation {
        match kind {
            Kind::Write(count) => {
                self.points += count;
                Operation::Write(self.room.read(count))
            }
            Kind::ReadAll => Operation::ReadAll,
            Kind::ReadDay => {
                let days = i64::try_from(self.filled).unwrap_or(i64::MAX) * MINUTE / DAY;
                Operation::ReadDay(START + days / 2 * DAY)
            }
            Kind::ReadByDay => Operation::ReadByDay(YEAR_DAYS),
        }
    }

    /// How many points (or days) must come back.
    fn expected(&self, operation: &Operation) -> anyhow::Result<usize> {
        let day = usize::try_from(DAY / MINUTE)?;
        Ok(match operation {
            Operation::Write(points) => points.len(),
            Operation::ReadAll => self.points,
            Operation::ReadDay(start) => {
                let before = usize::try_from((start - START) / MINUTE)?;
                self.points.saturating_sub(before).min(day)
            }
            Operation::ReadByDay(days) => self.points.div_ceil(day).min(usize::try_from(*days)?),
        })
    }
}
