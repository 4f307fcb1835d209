//! What is remembered of one group in one bucket while its points go by.

use super::kind::Aggregate;
use super::total::Total;

/// One state an aggregate, and the values themselves where a percentile needs them.
pub(super) struct Cell {
    states: Vec<State>,
    keeps_values: bool,
    values: Vec<f64>,
}

#[derive(Clone, Copy)]
enum State {
    Count(u64),
    Sum(Total),
    Avg(Total, u64),
    Min(f64),
    Max(f64),
    First(Option<f64>),
    Last(Option<f64>),
    Stddev(Spread),
    Rate(Option<Counter>),
    Percentile(f64),
}

impl Cell {
    pub(super) fn new(aggregates: &[Aggregate]) -> Cell {
        let states: Vec<State> = aggregates.iter().map(State::new).collect();
        let keeps_values = states.iter().any(|state| matches!(state, State::Percentile(_)));
        Cell { states, keeps_values, values: Vec::new() }
    }

    /// Takes in points that follow all those before them.
    pub(super) fn add(&mut self, timestamps: &[i64], values: &[f64]) {
        self.states.iter_mut().for_each(|state| state.add(timestamps, values));
        if self.keeps_values {
            self.values.extend_from_slice(values);
        }
    }

    /// The outcomes, in the order of the aggregates.
    pub(super) fn finish(mut self) -> impl Iterator<Item = Option<f64>> {
        self.values.sort_unstable_by(f64::total_cmp);
        let Cell { states, values, .. } = self;
        states.into_iter().map(move |state| state.finish(&values).filter(|outcome| outcome.is_finite()))
    }
}

impl State {
    fn new(aggregate: &Aggregate) -> State {
        match *aggregate {
            Aggregate::Count => State::Count(0),
            Aggregate::Sum => State::Sum(Total::new()),
            Aggregate::Avg => State::Avg(Total::new(), 0),
            Aggregate::Min => State::Min(f64::INFINITY),
            Aggregate::Max => State::Max(f64::NEG_INFINITY),
            Aggregate::First => State::First(None),
            Aggregate::Last => State::Last(None),
            Aggregate::Stddev => State::Stddev(Spread::default()),
            Aggregate::Rate => State::Rate(None),
            Aggregate::Percentile(percent) => State::Percentile(percent),
        }
    }

    fn add(&mut self, timestamps: &[i64], values: &[f64]) {
        match self {
            State::Count(count) => *count += values.len() as u64,
            State::Sum(total) => values.iter().for_each(|&value| total.add(value)),
            State::Avg(total, count) => {
                values.iter().for_each(|&value| total.add(value));
                *count += values.len() as u64;
            }
            State::Min(least) => *least = values.iter().copied().fold(*least, f64::min),
            State::Max(greatest) => *greatest = values.iter().copied().fold(*greatest, f64::max),
            State::First(first) => *first = first.or(values.first().copied()),
            State::Last(last) => *last = values.last().copied().or(*last),
            State::Stddev(spread) => values.iter().for_each(|&value| spread.add(value)),
            State::Rate(counter) => {
                for (&timestamp, &value) in timestamps.iter().zip(values) {
                    counter.get_or_insert(Counter::new(timestamp, value)).add(timestamp, value);
                }
            }
            State::Percentile(_) => {}
        }
    }

    fn finish(self, sorted: &[f64]) -> Option<f64> {
        match self {
            State::Count(count) => Some(count as f64),
            State::Sum(total) => Some(total.value()),
            State::Avg(total, count) => Some(total.mean(count)),
            State::Min(value) | State::Max(value) => Some(value),
            State::First(value) | State::Last(value) => value,
            State::Stddev(spread) => Some(spread.deviation()),
            State::Rate(counter) => counter?.rate(),
            State::Percentile(percent) => percentile(sorted, percent),
        }
    }
}

/// Welford's running mean and sum of squared distances from it
/// (<https://en.wikipedia.org/wiki/Algorithms_for_calculating_variance#Welford's_online_algorithm>).
#[derive(Clone, Copy, Default)]
struct Spread {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Spread {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let distance = value - self.mean;
        self.mean += distance / self.count;
        self.squares += distance * (value - self.mean);
    }

    fn deviation(&self) -> f64 {
        (self.squares / self.count).sqrt()
    }
}

/// A counter between two points, with what it counted before it began again.
#[derive(Clone, Copy)]
struct Counter {
    first: (i64, f64),
    last: (i64, f64),
    before_resets: f64,
}

impl Counter {
    fn new(timestamp: i64, value: f64) -> Counter {
        Counter { first: (timestamp, value), last: (timestamp, value), before_resets: 0.0 }
    }

    fn add(&mut self, timestamp: i64, value: f64) {
        if value < self.last.1 {
            self.before_resets += self.last.1;
        }
        self.last = (timestamp, value);
    }

    fn rate(&self) -> Option<f64> {
        let ms = self.first.0.abs_diff(self.last.0);
        let increase = self.last.1 - self.first.1 + self.before_resets;
        (0 < ms).then(|| increase / (ms as f64 / 1_000.0))
    }
}

fn percentile(sorted: &[f64], percent: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let rank = percent / 100.0 * last as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a percentile is from 0 to 100")]
    let below = (rank.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let weight = rank - below as f64;
    Some(sorted[below] * (1.0 - weight) + sorted[above] * weight)
}
