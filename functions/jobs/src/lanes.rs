//! Which job is begun next: each lane has so many side by side, and none waits behind another's.

use crate::tally::Ended;
use domain::JobKind;
use std::collections::VecDeque;
use store::JobLane;

/// How many jobs run side by side that may hold much in memory: a calendar's listing, a log.
const HEAVY_SIDE_BY_SIDE: usize = 4;
/// How many are sent: each holds next to nothing, and waits for a stranger for some tenths of a second, or ten where that one
/// hangs.
const SENT_SIDE_BY_SIDE: usize = 64;
/// How many that only wait for the table: more would take longer each.
const QUICK_SIDE_BY_SIDE: usize = 32;
/// After so many jobs that somebody else had the rest of what was found is left to them, and looked for anew: to look costs less
/// than a claim that is refused.
const MOST_LOST: u32 = 4;
/// After so many looks that found only what others have, the rest is left to them: the index is a moment behind the table.
const BARREN_LOOKS: u32 = 3;

/// The lanes of a tick.
pub(crate) struct Lanes(Vec<Lane>);

/// What waits in one lane.
pub(crate) struct Lane {
    pub(crate) lane: JobLane,
    listed: VecDeque<(JobKind, String)>,
    running: usize,
    is_worth_a_look: bool,
    has_run: bool,
    lost: u32,
    barren: u32,
}

impl Lanes {
    pub(crate) fn new() -> Lanes {
        Lanes(JobLane::ALL.into_iter().map(Lane::new).collect())
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Lane> {
        self.0.iter_mut()
    }

    /// Nothing is looked for in a lane until something says so.
    pub(crate) fn hold(&mut self, at: JobLane) {
        self.0.iter_mut().filter(|lane| lane.lane == at).for_each(Lane::give_up);
    }

    /// There may be more in a lane than was found.
    pub(crate) fn look_again(&mut self, at: JobLane) {
        self.0.iter_mut().filter(|lane| lane.lane == at).for_each(|lane| lane.is_worth_a_look = true);
    }

    /// A job has ended. What it has made due is looked for: a check-in's questions, a message's next contact; and whatever
    /// came meanwhile, after what may have taken minutes.
    pub(crate) fn ended(&mut self, of: JobLane, kind: JobKind, ended: Ended) {
        let has_run = matches!(ended, Ended::Done | Ended::Failed | Ended::Died);
        let makes_due = has_run && (of == JobLane::Heavy || matches!(kind, JobKind::Probe | JobKind::Message));
        for lane in &mut self.0 {
            if lane.lane == of {
                lane.running -= 1;
                lane.has_run |= has_run;
                lane.lose(ended);
            }
            lane.is_worth_a_look |= makes_due && lane.lane != JobLane::Heavy;
        }
    }
}

impl Lane {
    fn new(lane: JobLane) -> Lane {
        Lane { lane, listed: VecDeque::new(), running: 0, is_worth_a_look: true, has_run: true, lost: 0, barren: 0 }
    }

    /// Whether to look what is due. While half of what may run does, that is soon enough.
    pub(crate) fn wants_more(&self) -> bool {
        self.listed.is_empty() && self.is_worth_a_look && self.running * 2 <= self.side_by_side()
    }

    /// These are due.
    pub(crate) fn take(&mut self, due: Vec<(JobKind, String)>) {
        self.barren = if self.has_run { 0 } else { self.barren + 1 };
        (self.has_run, self.lost) = (false, 0);
        self.is_worth_a_look = !due.is_empty() && self.barren < BARREN_LOOKS;
        self.listed = due.into();
    }

    fn lose(&mut self, ended: Ended) {
        self.lost += u32::from(ended == Ended::NotBegun);
        if MOST_LOST <= self.lost {
            self.listed.clear();
        }
    }

    /// Nobody knows what is due.
    pub(crate) fn give_up(&mut self) {
        self.is_worth_a_look = false;
    }

    /// The job to begin now, if there is one and room for it.
    pub(crate) fn begin(&mut self) -> Option<(JobKind, String)> {
        if self.side_by_side() <= self.running {
            return None;
        }
        let next = self.listed.pop_front();
        self.running += usize::from(next.is_some());
        next
    }

    fn side_by_side(&self) -> usize {
        match self.lane {
            JobLane::Heavy => HEAVY_SIDE_BY_SIDE,
            JobLane::Send => SENT_SIDE_BY_SIDE,
            JobLane::Quick => QUICK_SIDE_BY_SIDE,
        }
    }
}
