//! `local` as a process, over HTTP.

mod demo;
mod everything;
mod first_start;
mod killed;
mod openapi;
mod permissions;
mod process;
mod tidy;
