//! The web page: its HTML under each of the page's paths, and the files that it names, which carry their content's hash.
//!
//! It knows nothing but bytes: no store, no accounts, no clock. What the page shows it asks the API for. `ui/` is its source;
//! `build.rs` takes in what Vite has made of that.

mod asset;
mod built;
mod headers;
mod paths;

pub use paths::PATHS;

use asset::Asset;
use axum::Router;
use axum::routing::get;
use built::{BUILT, INDEX, UNBUILT};

/// The routes of the page that was built, or of one that tells how it is built.
pub fn routes() -> Router {
    let index = BUILT.iter().find(|asset| asset.path == INDEX).unwrap_or(&UNBUILT);
    let pages = PATHS.iter().fold(Router::new(), |routes, path| routes.route(path, page(index)));
    BUILT.iter().filter(|asset| asset.path != INDEX).fold(pages, |routes, asset| routes.route(asset.path, file(asset)))
}

/// Whether the web page was built before this was.
pub fn is_built() -> bool {
    BUILT.iter().any(|asset| asset.path == INDEX)
}

fn page(index: &'static Asset) -> axum::routing::MethodRouter {
    get(move |sent: http::HeaderMap| async move { headers::page(index.answer(&sent)) })
}

fn file(asset: &'static Asset) -> axum::routing::MethodRouter {
    get(move |sent: http::HeaderMap| async move { headers::file(asset.answer(&sent)) })
}
