//! The report as tables for people.

use crate::check_ins::CheckIns;
use crate::meter::{FAILED, Tallies};
use crate::operations::Run;
use crate::report::Report;
use crate::sizes::Size;
use crate::table::{Table, count, maybe, number, units};

/// Prints all of it; the goals stand last, where the eye ends up.
pub(crate) fn print(report: &Report) {
    print_operations(report);
    print_filling(report);
    print_year(report);
    print_ingest(report);
    print_stored(report);
    print_writers(report);
    print_check_ins(&report.check_ins);
    print_process(report);
    print_goals(report);
    let scope = if report.plan.quick { ", of little work (--quick)" } else { "" };
    println!("\n{:.0} s on {} cores{scope}; `--json` has every figure.", report.seconds, report.cores);
}

fn print_operations(report: &Report) {
    let heading = [
        "operation",
        "metric",
        "layout",
        "runs",
        "p50 ms",
        "p99 ms",
        "write units",
        "read units",
        "calls",
        "points",
        "kB",
    ];
    let mut table = Table::new(heading);
    let runs: Vec<(&Size, &Run)> =
        report.sizes.iter().flat_map(|size| size.operations.iter().map(move |run| (size, run))).collect();
    let names = report.sizes.first().map_or(&[][..], |size| &size.operations).iter().map(|run| run.operation);
    for name in names {
        runs.iter().filter(|(_, run)| run.operation == name).for_each(|(size, run)| table.row(operation(size, run)));
    }
    table.print(
        "One metric, a point a minute (chunks: over HTTP, token checked, body received; items: the SDK's calls, eventually\n\
         consistent reads, points in memory; the embedded engine commits each item of a batch to disk by itself, which\n\
         DynamoDB does not: compare the units of the large write, not its time)",
    );
}

fn operation(size: &Size, Run { operation, measured }: &Run) -> [String; 11] {
    [
        (*operation).to_owned(),
        count(size.points),
        size.layout.to_owned(),
        count(measured.repeated),
        number(measured.p50_ms, 2),
        number(measured.p99_ms, 2),
        units(measured.cost.write_units),
        units(measured.cost.read_units),
        number(measured.cost.calls as f64, 0),
        count(measured.points),
        maybe(measured.bytes.map(|bytes| bytes as f64 / 1_000.0), 1),
    ]
}

fn print_filling(report: &Report) {
    let mut table = Table::new([
        "metric",
        "layout",
        "filled in s",
        "write units",
        "sealed in s",
        "write units",
        "read units",
        "MB before",
        "after",
        "at most",
    ]);
    for size in &report.sizes {
        table.row([
            count(size.points),
            size.layout.to_owned(),
            number(size.filling_ms / 1_000.0, 1),
            maybe(size.log.as_ref().map(|log| log.filling.write_units), 0),
            maybe(size.log.as_ref().map(|log| log.sealing_ms / 1_000.0), 1),
            maybe(size.log.as_ref().map(|log| log.sealing.write_units), 0),
            maybe(size.log.as_ref().map(|log| log.sealing.read_units), 0),
            number(size.memory_before.rss_mb, 0),
            number(size.memory.rss_mb, 0),
            number(size.memory.peak_mb, 0),
        ]);
    }
    table.print("Filling, sealing, and the process's resident memory over the operations above");
}

fn print_year(report: &Report) {
    let year = &report.year;
    let mut table = Table::new(["reading", "calls", "read units"]);
    add_tallies(&mut table, "store", &year.reading);
    let by_day = &year.by_day;
    let runs = format!(
        "by day over HTTP: p50 {:.1} ms, p99 {:.1} ms of {} runs",
        by_day.p50_ms, by_day.p99_ms, by_day.repeated
    );
    table.row([runs, number(by_day.cost.calls as f64, 0), units(by_day.cost.read_units)]);
    table.print(&format!("{} days at a point a minute, {} points", year.days, count(year.points)));
}

fn print_ingest(report: &Report) {
    let mut table = Table::new(["ingesting, by DynamoDB's operation", "calls", "units"]);
    for ingest in &report.ingest {
        let (points, metrics) = (count(ingest.points), count(ingest.metrics));
        table.row([
            format!("{points} points of {metrics} metrics, {} seals, {:.0} s", ingest.seals, ingest.seconds),
            count(ingest.requests),
            format!("{} write, {} read", units(ingest.write_units), units(ingest.read_units)),
        ]);
        add_tallies(&mut table, "append", &ingest.appending);
        add_tallies(&mut table, "seal", &ingest.sealing);
    }
    table.print("Ingesting in requests of a thousand points, one a minute, sealed each hour");
}

fn add_tallies(table: &mut Table, who: &str, tallies: &Tallies) {
    for (operation, tally) in tallies {
        let consumed = if *operation == FAILED { "not told".to_owned() } else { units(tally.units) };
        table.row([format!("  {who}: {operation}"), number(tally.calls as f64, 0), consumed]);
    }
}

fn print_stored(report: &Report) {
    let mut table = Table::new([
        "kind of data",
        "points",
        "chunks",
        "their bytes",
        "catalogue",
        "bytes a point",
        "billed",
        "items: bytes a point",
        "billed",
    ]);
    for stored in &report.stored {
        table.row([
            stored.kind.to_owned(),
            count(stored.points),
            count(stored.chunks),
            count(stored.chunk_bytes),
            count(stored.catalogue_bytes),
            number(stored.bytes_a_point, 2),
            number(stored.billed_bytes_a_point, 2),
            number(stored.item_bytes_a_point, 1),
            number(stored.item_billed_bytes_a_point, 1),
        ]);
    }
    table.print("Stored bytes, names and keys included (billed: with 100 bytes more for each item)");
}

fn print_writers(report: &Report) {
    let mut table =
        Table::new(["writers at once", "requests", "points", "counted", "sealed", "points/s", "p50 ms", "p99 ms"]);
    for writers in &report.writers {
        table.row([
            format!("{}, {}", writers.writers, writers.layout),
            count(writers.requests),
            count(writers.acknowledged),
            count(writers.counted),
            count(writers.counted_sealed),
            number(writers.points_a_second, 0),
            number(writers.p50_ms, 2),
            number(writers.p99_ms, 2),
        ]);
    }
    let verdict = if report.every_point_counted() { "every point is there" } else { "POINTS ARE MISSING OR DOUBLED" };
    table.print(&format!("Writers at once, ten points a request: {verdict}"));
}

fn print_process(report: &Report) {
    let mut table = Table::new(["start, to the first answer", "runs", "p50 ms", "worst ms"]);
    for startup in &report.startup {
        let (p50, worst) = (number(startup.p50_ms, 1), number(startup.worst_ms, 1));
        table.row([startup.kind.to_owned(), count(startup.repeated), p50, worst]);
    }
    let (started, ended) = (report.memory_started, report.memory_ended);
    table.print(&format!(
        "Process: {:.0} MB resident after its start, {:.0} MB at the end",
        started.rss_mb, ended.rss_mb
    ));
}

fn print_goals(report: &Report) {
    let mut table = Table::new(["goal", "items", "at most", "chunks", ""]);
    for goal in &report.goals {
        let decimals = if goal.at_most.fract() == 0.0 && 100.0 <= goal.at_most { 0 } else { 2 };
        let verdict = match goal.met {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "not measured",
        };
        let (items, measured) = (maybe(goal.items, decimals), maybe(goal.measured, decimals));
        table.row([goal.what.clone(), items, number(goal.at_most, decimals), measured, verdict.to_owned()]);
    }
    table.print("The goals of design/storage.md (* items: as measured on the largest metric above)");
}

/// What it costs to ask many at once.
pub(crate) fn print_check_ins(measured: &[CheckIns]) {
    let heading =
        ["users", "ticks at once", "asked", "s", "runs", "write units a user", "read units", "calls", "refused"];
    let mut table = Table::new(heading);
    for it in measured {
        table.row([
            count(it.users),
            count(it.invocations),
            count(it.asked),
            number(it.seconds, 1),
            count(it.runs),
            number(it.write_units_a_user, 1),
            number(it.read_units_a_user, 1),
            number(it.calls_a_user, 1),
            number(it.failed_a_user, 2),
        ]);
    }
    table.print("Users who are due in the same minute, each asked, and the question sent");
    let mut table = Table::new(["by DynamoDB's operation", "calls", "units"]);
    measured.iter().for_each(|it| add_tallies(&mut table, &format!("{} at once", it.invocations), &it.tallies));
    table.print("The same in all");
}
