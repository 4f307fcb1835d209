//! `impulses export`: every point of who is signed in, as JSON lines or CSV; `impulses import` reads both.

use crate::api::{Api, Metric, Target};
use crate::exit::Exit;
use crate::output::Output;
use crate::points::Point;
use crate::whole_file;
use csv::Writer;
use indicatif::{ProgressBar, ProgressFinish};
use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// How points are written.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// One object a line; loses nothing.
    Jsonl,
    /// metric,timestamp,value and a column for each dimension key; what is empty cannot be told from what is absent.
    Csv,
}

/// Write all your points to standard output or a file.
#[derive(clap::Args, Debug)]
pub(crate) struct Export {
    /// How points are written.
    #[arg(long, value_enum, default_value_t = Form::Jsonl)]
    format: Form,

    /// The file; it appears once it is whole, and only you can read it. Standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    /// Writes metric after metric, in order of first write.
    pub(crate) fn run(self, target: &Target, output: Output) -> anyhow::Result<()> {
        let api = target.api()?;
        let metrics = api.metrics()?;
        match &self.output {
            None => self.write(&api, &metrics, &ProgressBar::hidden(), io::stdout().lock())?,
            Some(file) => self.write_file(&api, &metrics, file)?,
        }
        let points: u64 = metrics.iter().map(|metric| metric.count).sum();
        output.say(format!("{} metrics with {points} points are written.", metrics.len()));
        Ok(())
    }

    fn write_file(&self, api: &Api, metrics: &[Metric], file: &Path) -> anyhow::Result<()> {
        let points = metrics.iter().map(|metric| metric.count).sum();
        let bar = ProgressBar::new(points).with_finish(ProgressFinish::AndClear);
        whole_file::write(file, |new| self.write(api, metrics, &bar, new))
    }

    fn write(&self, api: &Api, metrics: &[Metric], bar: &ProgressBar, out: impl Write) -> anyhow::Result<()> {
        let keys: BTreeSet<&str> =
            metrics.iter().flat_map(|metric| &metric.dimension_keys).map(String::as_str).collect();
        let mut sink = match self.format {
            Form::Jsonl => Sink::Lines(BufWriter::new(out)),
            Form::Csv => Sink::table(out, keys)?,
        };
        for metric in metrics {
            let each = |points: Vec<Point>| {
                bar.inc(points.len() as u64);
                points.into_iter().try_for_each(|point| sink.point(Point { metric: metric.name.clone(), ..point }))
            };
            api.points(&metric.name, &Vec::new(), None, each)?;
        }
        sink.finish()
    }
}

enum Sink<'a, W: Write> {
    Lines(BufWriter<W>),
    Table(Box<Writer<W>>, BTreeSet<&'a str>),
}

impl<'a, W: Write> Sink<'a, W> {
    fn table(out: W, keys: BTreeSet<&'a str>) -> anyhow::Result<Sink<'a, W>> {
        let mut table = Writer::from_writer(out);
        table.write_record(["metric", "timestamp", "value"].into_iter().chain(keys.iter().copied()))?;
        Ok(Sink::Table(Box::new(table), keys))
    }

    fn point(&mut self, point: Point) -> anyhow::Result<()> {
        match self {
            Sink::Lines(out) => {
                serde_json::to_writer(&mut *out, &point)?;
                out.write_all(b"\n")?;
            }
            Sink::Table(table, keys) => {
                if let Some(new) = point.dimensions.keys().find(|key| !keys.contains(key.as_str())) {
                    return Err(Exit::Failed.because(format!("the dimension {new} came to be just now; try again")));
                }
                let (timestamp, value) = (point.timestamp.to_string(), point.value.to_string());
                let fields = [point.metric.as_str(), timestamp.as_str(), value.as_str()];
                let labels = keys.iter().map(|key| point.dimension(key).unwrap_or_default());
                table.write_record(fields.into_iter().chain(labels))?;
            }
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Sink::Lines(mut out) => Ok(out.flush()?),
            Sink::Table(mut table, _) => Ok(table.flush()?),
        }
    }
}
