//! Points in files: read line by line, checked as the API would, sent in batches.

mod point;
pub(crate) use point::Point;

mod wrong;
pub(crate) use wrong::Wrong;

mod json_lines;
pub(crate) use json_lines::from_json;

mod table;
pub(crate) use table::Columns;

mod text;
pub(crate) use text::{Form, Text};

mod upload;
pub(crate) use upload::{Upload, Uploaded};
