//! The metrics API through its routes, over the real engine.

mod contract;
mod correcting;
mod faults;
mod hostile;
mod reading;
mod support;
mod writing;
