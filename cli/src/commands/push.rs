//! `impulses push`: one point, or many from standard input.

use crate::api::Target;
use crate::exit::Exit;
use crate::output::Output;
use crate::points::{Columns, Form, Point, Text, Upload, Uploaded};
use crate::times::{self, Times};

/// Write a point, or many from standard input.
///
/// `impulses push coffee 1 --dim kind=espresso` writes one point. `impulses push coffee -` reads points: JSON, one
/// object a line ({"value": 1, "dimensions": {"kind": "espresso"}}), or CSV, whose first line names the columns value, perhaps
/// timestamp, and dimensions. Points without a time get the same one.
#[derive(clap::Args, Debug)]
pub(crate) struct Push {
    /// The metric; it comes to be with its first point.
    metric: String,

    /// A number, or - to read points from standard input.
    #[arg(allow_hyphen_values = true)]
    value: String,

    /// A label of the point, or of every point that is read.
    #[arg(long = "dim", value_name = "KEY=VALUE", value_parser = dimension)]
    dimensions: Vec<(String, String)>,

    #[arg(long, value_name = "TIME", default_value = "now", allow_hyphen_values = true)]
    #[arg(help = format!("When it was: {}", times::HELP))]
    time: String,

    /// How points on standard input are written; found out if absent.
    #[arg(long, value_enum)]
    format: Option<Form>,
}

impl Push {
    /// Writes them; all or, of one request, none.
    pub(crate) fn run(self, target: &Target, times: &Times, output: Output) -> anyhow::Result<()> {
        let now = times.parse(&self.time).map_err(|words| Exit::Usage.because(words))?;
        let api = target.api()?;
        let columns = Columns {
            metric: Some(self.metric.clone()),
            dimensions: self.dimensions.clone(),
            now: Some(now),
            ..Columns::default()
        };
        let read = if self.value == "-" { Some(Text::stdin(self.format)?) } else { None };
        let points = match &read {
            Some(text) => {
                text.count(&columns, times)?;
                text.points(&columns, times)?.map(|(_, point)| point).collect::<Result<Vec<_>, _>>()
            }
            None => columns.complete(self.point(now)?).map(|point| vec![point]),
        };
        let points = points.map_err(|wrong| Exit::Usage.because(wrong.to_string()))?;
        let mut upload = Upload::begin(&api, Some(points.len() as u64));
        for point in points {
            upload.add(point)?;
        }
        report(upload.finish()?, output)
    }

    fn point(&self, now: i64) -> anyhow::Result<Point> {
        let value = self.value.trim().parse();
        let value = value.map_err(|_| Exit::Usage.because(format!("{} is no number", self.value)))?;
        Ok(Point { metric: String::new(), timestamp: now, dimensions: Default::default(), value })
    }
}

fn report(done: Uploaded, output: Output) -> anyhow::Result<()> {
    if output.is_json() {
        return output.json(&done);
    }
    if done.points != 1 {
        output.say(format!("{} points are stored.", done.points));
    }
    Ok(())
}

/// `key=value`; what is behind the first sign is the value.
pub(crate) fn dimension(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("a dimension is KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}
