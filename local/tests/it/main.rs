//! `local` as a process, over HTTP.

mod access;
mod access_table;
mod cast;
mod demo;
mod doors;
mod eavesdropper;
mod everything;
mod first_start;
mod installation;
mod killed;
mod logs;
mod openapi;
mod outbox;
mod permissions;
mod process;
mod tidy;
