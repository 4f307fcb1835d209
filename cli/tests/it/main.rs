//! `impulses` as its users run it: the real program, against a real Impulses in this process.

mod account;
mod authorizing;
mod connecting;
mod importing;
mod moving;
mod operating;
mod plotting;
mod points;
mod repeats;
mod stage;
