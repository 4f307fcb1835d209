//! `local` as a process, over HTTP.

mod first_start;
mod killed;
mod openapi;
mod process;
mod tidy;
