//! `scripts/bench`: our layout beside one item per point, on the same engine in the same run, and the goals beside both.

mod api;
mod check_ins;
mod chunks;
mod goals;
mod ingest;
mod item_size;
mod items;
mod measure;
mod meter;
mod operations;
mod options;
mod points;
mod print;
mod process;
mod report;
mod sizes;
mod stage;
mod startup;
mod stored;
mod table;
mod writers;
mod year;

use clap::Parser;
use options::Options;
use report::Report;
use stage::Stage;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    if options.check_ins_only {
        let measured = report::check_ins(&Stage::set().await?, &options.plan()).await?;
        print::print_check_ins(&measured);
        return Ok(ExitCode::SUCCESS);
    }
    let report = Report::make(&options.plan()).await?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print::print(&report);
    }
    Ok(if report.every_point_counted() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
