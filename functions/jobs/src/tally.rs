//! How runs ended, counted: for the log, and for whoever asks whether the clock really works.

use domain::JobKind;
use std::collections::HashSet;

/// How it ended that somebody meant to run a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It did its work.
    Done,
    /// It failed, and will be tried again.
    Failed,
    /// It was given up.
    Died,
    /// The table did not say whether it was ours, or that it is known how it ended.
    Unclear,
    /// Somebody else has it, or there was no time left.
    NotBegun,
}

/// What a tick did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tick {
    /// Runs that did their work.
    pub done: usize,
    /// Runs that failed and will be tried again.
    pub failed: usize,
    /// Jobs that were given up just now.
    pub died: usize,
}

/// The same, and which kinds of job it is about.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) tick: Tick,
    /// Whether there was time to look what is due.
    pub(crate) has_looked: bool,
    pub(crate) worked: HashSet<JobKind>,
    pub(crate) failed: HashSet<JobKind>,
}

impl Tally {
    pub(crate) fn count(&mut self, kind: JobKind, ended: Ended) {
        match ended {
            Ended::Done => {
                self.tick.done += 1;
                self.worked.insert(kind);
                return;
            }
            Ended::NotBegun => return,
            Ended::Failed => self.tick.failed += 1,
            Ended::Died => self.tick.died += 1,
            Ended::Unclear => {}
        }
        self.failed.insert(kind);
    }
}
