//! What `build.rs` has found.

use crate::asset::Asset;

/// The page itself among the files.
pub(crate) const INDEX: &str = "/index.html";

/// What stands in its place where it has not been built.
pub(crate) static UNBUILT: Asset =
    Asset { path: INDEX, tag: "unbuilt", plain: include_bytes!("unbuilt.html"), encoded: &[] };

include!(concat!(env!("OUT_DIR"), "/built.rs"));
