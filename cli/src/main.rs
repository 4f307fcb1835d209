//! `impulses`: the command line, for who uses an Impulses and for who runs one.

mod arguments;

mod commands;

mod operator;

mod api;

mod points;

mod loopback;

mod redirect;

mod old_server;

mod chart;

mod account;

mod times;

mod ask;

mod output;

mod whole_file;

mod exit;

use arguments::{Arguments, Command};
use clap::Parser;
use jiff::tz::TimeZone;
use output::Output;
use runtime::Clock;
use std::process::ExitCode;
use times::Times;

fn main() -> ExitCode {
    exit::code(run(Arguments::parse()))
}

fn run(Arguments { target, json, command }: Arguments) -> anyhow::Result<()> {
    let output = Output::new(json);
    let times = Times::new(Clock::system().now_ms(), TimeZone::system())?;
    match command {
        Command::Login(command) => command.run(&target, output),
        Command::Logout(command) => command.run(output),
        Command::Push(command) => command.run(&target, &times, output),
        Command::Get(command) => command.run(&target, &times, output),
        Command::Metrics(command) => command.run(&target, &times, output),
        Command::Plot(command) => command.run(&target, &times, output),
        Command::Import(command) => command.run(&target, &times, output),
        Command::Export(command) => command.run(&target, output),
        Command::Connect(command) => command.run(&target, output),
        Command::Gmail(command) => command.run(&Clock::system(), output),
        Command::Tokens(command) => command.run(&target, &times, output),
        Command::Completions(command) => command.run(),
        Command::Jobs(command) => command.run(&times, output),
        Command::User(command) => command.run(&times, output),
        Command::Flag(command) => command.run(&target, &times, output),
        Command::Token(command) => command.run(output),
        Command::Secrets(command) => command.run(output),
        Command::Admin(command) => command.run(&times, output),
        Command::ActivateUser(command) => command.run(&times, output),
        Command::ResetUserPassword(command) => command.run(&times, output),
        Command::CreateFeatureFlag(command) => command.run(&times, output),
        Command::ToggleFeatureFlag(command) => command.run(&times, output),
    }
}
