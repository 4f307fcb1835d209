//! `impulses import`: points out of a file, or everything that an older Impulses server has.

use super::push::dimension;
use crate::api::{Api, Target};
use crate::ask;
use crate::exit::Exit;
use crate::old_server::OldServer;
use crate::output::Output;
use crate::points::{Columns, Form, Text, Upload, Uploaded, Wrong};
use crate::times::Times;
use anyhow::Context;
use serde_json::json;
use std::path::Path;

/// The variable with an old server's token, for programs.
const FROM_TOKEN: &str = "IMPULSES_FROM_TOKEN";

/// Import points: from a file, or from an older Impulses server.
///
/// SOURCE is a file of points (CSV, JSON lines or a JSON list; - is standard input), the address of an older Impulses
/// server, or its data directory. It is safe to repeat: a point that is there already stays, or gets its new value. A
/// file is checked whole before anything is sent.
///
/// CSV: the first line names the columns. timestamp (or --time-column) holds times, value (or --value-column) numbers,
/// metric, if there is one, the metric; every other column is a dimension.
#[derive(clap::Args, Debug)]
pub(crate) struct Import {
    /// A file, -, http(s)://..., or a directory.
    source: String,

    /// The metric of points that do not name one.
    #[arg(long)]
    metric: Option<String>,

    /// A label of every point that does not have it already.
    #[arg(long = "dim", value_name = "KEY=VALUE", value_parser = dimension)]
    dimensions: Vec<(String, String)>,

    /// The column with times.
    #[arg(long, value_name = "NAME")]
    time_column: Option<String>,

    /// The column with values.
    #[arg(long, value_name = "NAME")]
    value_column: Option<String>,

    /// How points are written; found out if absent.
    #[arg(long, value_enum)]
    format: Option<Form>,

    /// Read the old server's data token from standard input; else it is IMPULSES_FROM_TOKEN, or asked for.
    #[arg(long)]
    from_token_stdin: bool,
}

impl Import {
    /// Imports it all.
    pub(crate) fn run(self, target: &Target, times: &Times, output: Output) -> anyhow::Result<()> {
        let api = target.api()?;
        let is_address = ["http://", "https://"].iter().any(|scheme| self.source.starts_with(scheme));
        let path = Path::new(&self.source);
        let done = if is_address {
            let server = Api::elsewhere(&self.source, self.old_token()?)?;
            OldServer::Api(server).copy_to(&api, &self.columns())?
        } else if path.is_dir() {
            OldServer::directory(path)?.copy_to(&api, &self.columns())?
        } else {
            self.text(path, &api, times)?
        };
        report(done, output)
    }

    fn text(&self, path: &Path, api: &Api, times: &Times) -> anyhow::Result<Uploaded> {
        let text = if self.source == "-" { Text::stdin(self.format)? } else { Text::file(path, self.format)? };
        let columns = self.columns();
        let mut upload = Upload::begin(api, Some(text.count(&columns, times)?));
        for (line, point) in text.points(&columns, times)? {
            match point {
                Ok(point) => upload.add(point)?,
                Err(Wrong::Reserved) => upload.leave_reserved(),
                Err(wrong) => return Err(wrong).context(format!("line {line} has changed meanwhile")),
            }
        }
        upload.finish()
    }

    fn columns(&self) -> Columns {
        Columns {
            metric: self.metric.clone(),
            dimensions: self.dimensions.clone(),
            now: None,
            time: self.time_column.clone(),
            value: self.value_column.clone(),
        }
    }

    fn old_token(&self) -> anyhow::Result<String> {
        let token = match std::env::var(FROM_TOKEN) {
            _ if self.from_token_stdin => ask::all_of_stdin()?,
            Ok(token) => token,
            Err(_) => ask::hidden("The old server's data token: ", "--from-token-stdin")?,
        };
        if token.is_empty() { Err(Exit::Usage.because("the old server's data token is empty")) } else { Ok(token) }
    }
}

fn report(done: Uploaded, output: Output) -> anyhow::Result<()> {
    if output.is_json() {
        return output.json(&json!(done));
    }
    output.say(format!("{} points are stored.", done.points));
    if 0 < done.reserved {
        output
            .say(format!("{} points of imp.* are left out: Impulses makes them anew from a calendar.", done.reserved));
    }
    if 0 < done.unusable {
        output.say(format!(
            "{} points are left out: they have no value, or nothing can be stored of them.",
            done.unusable
        ));
    }
    Ok(())
}
