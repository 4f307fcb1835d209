//! `local` as a process, over HTTP.

mod access;
mod access_table;
mod cast;
mod check_ins_of_user;
mod demo;
mod documentation;
mod doors;
mod eavesdropper;
mod event_of_user;
mod events;
mod everything;
mod everything_of_accounts;
mod everything_of_check_ins;
mod everything_of_mailboxes;
mod first_start;
mod installation;
mod killed;
mod known_faults;
mod known_faults_of_check_ins;
mod known_faults_of_mail;
mod logs;
mod openapi;
mod outbox;
mod permissions;
mod process;
mod tidy;
