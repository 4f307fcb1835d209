//! One binary for all tests of the crate: through `Mail::read`, `read`, `model` and `merge`, as the job uses them.

mod budget;
mod calendars;
mod corpus;
mod faults;
mod hostile;
mod hostile_sizes;
mod identity;
mod markup;
mod mime;
mod model;
mod openai;
mod support;
