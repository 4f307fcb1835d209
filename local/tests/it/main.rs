//! `local` as a process, over HTTP.

mod demo;
mod first_start;
mod killed;
mod openapi;
mod process;
mod tidy;
