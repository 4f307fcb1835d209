//! What the earlier Impulses server has: over its API, or in its data directory, which holds a JSON file a metric.
//!
//! It knew no pages, took numbers that cannot be written as JSON, and timestamps of any size. What is no point is
//! counted and left out, so that the rest comes over.

use crate::api::Api;
use crate::exit::Exit;
use crate::points::{self, Columns, Upload, Uploaded, Wrong};
use anyhow::Context;
use domain::MetricName;
use http::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// What a file of points may be called beside the metric's name.
const SUFFIX: &str = ".json";

/// Where the points come from.
pub(crate) enum OldServer {
    /// A server that runs.
    Api(Api),
    /// Files of one user.
    Files(Vec<PathBuf>),
}

impl OldServer {
    /// The data of one user below a directory. Users have a directory each: of several, one must be named.
    pub(crate) fn directory(directory: &Path) -> anyhow::Result<OldServer> {
        let mut files = Vec::new();
        collect(directory, &mut files)?;
        files.retain(|file| list_of_points(file).is_ok_and(|list| list.is_some_and(|list| !list.is_empty())));
        files.sort();
        let owners: BTreeSet<_> = files.iter().filter_map(|file| file.parent()).collect();
        if 1 < owners.len() {
            let named: Vec<String> = owners.iter().map(|owner| owner.display().to_string()).collect();
            return Err(
                Exit::Usage.because(format!("these are several directories of points; name one: {}", named.join(", ")))
            );
        }
        if files.is_empty() {
            return Err(Exit::NotFound.because(format!("{} has no files of points", directory.display())));
        }
        Ok(OldServer::Files(files))
    }

    /// Writes everything to `api`, metric after metric.
    pub(crate) fn copy_to(&self, api: &Api, given: &Columns) -> anyhow::Result<Uploaded> {
        let mut upload = Upload::begin(api, None);
        for metric in self.metrics()? {
            if MetricName::parse(&metric.name).is_ok_and(|name| name.is_reserved()) {
                upload.leave_reserved();
                continue;
            }
            let columns = Columns { metric: Some(metric.name.clone()), ..given.clone() };
            for point in self.points(&metric)? {
                match points::from_json(point, &columns) {
                    Ok(point) => upload.add(point)?,
                    Err(Wrong::Reserved) => upload.leave_reserved(),
                    Err(Wrong::Point(_)) => upload.leave_unusable(),
                }
            }
        }
        upload.finish()
    }

    fn metrics(&self) -> anyhow::Result<Vec<OldMetric>> {
        Ok(match self {
            OldServer::Api(server) => {
                let names: Vec<String> = server.call(Method::GET, &["data"]).send()?.json()?;
                names.into_iter().map(|name| OldMetric { name, file: None }).collect()
            }
            OldServer::Files(files) => files.iter().filter_map(|file| OldMetric::of(file)).collect(),
        })
    }

    fn points(&self, metric: &OldMetric) -> anyhow::Result<Vec<Value>> {
        match (self, &metric.file) {
            (OldServer::Api(server), _) => server.call(Method::GET, &["data", &metric.name]).send()?.json(),
            (_, Some(file)) => Ok(list_of_points(file)?.unwrap_or_default()),
            _ => Ok(Vec::new()),
        }
    }
}

/// A metric, and the file that it is in.
struct OldMetric {
    name: String,
    file: Option<PathBuf>,
}

impl OldMetric {
    fn of(file: &Path) -> Option<OldMetric> {
        let name = file.file_name().and_then(OsStr::to_str)?;
        let name = name.strip_suffix(SUFFIX).unwrap_or(name).to_owned();
        Some(OldMetric { name, file: Some(file.to_owned()) })
    }
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = || format!("{} cannot be read", directory.display());
    for entry in std::fs::read_dir(directory).with_context(unreadable)? {
        let entry = entry.with_context(unreadable)?;
        match entry.file_type().with_context(unreadable)? {
            kind if kind.is_dir() => collect(&entry.path(), files)?,
            kind if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    Ok(())
}

/// The list in a file, unless it holds something else: a database, a log, or the list of names.
fn list_of_points(file: &Path) -> anyhow::Result<Option<Vec<Value>>> {
    let text = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let list: Option<Vec<Value>> = serde_json::from_slice(&text).ok();
    Ok(list.filter(|list| list.iter().all(Value::is_object)))
}
