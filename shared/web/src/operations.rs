//! A function's operations: their routes, and apart from these their description, which only `local` reads.
//!
//! `utoipa_axum` makes both at once. A function that starts would then describe all it can do, in hundreds of small
//! allocations, only to drop it; and the code for it would be a part of each zip.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter};
use utoipa::Path;
use utoipa::openapi::HttpMethod;

/// Of handlers (`module::handler`, each annotated with `#[utoipa::path]`) with this state it makes three functions:
/// `fn operations() -> Router<State>`, and, for tests and tools, `pub fn served() -> Vec<(String, Vec<String>)>` and
/// `pub fn description() -> OpenApi`.
///
/// ```text
/// web::operations! { DataState: list_metrics::list_metrics, write_points::write_points }
/// ```
///
/// With `State, names: ...` each has the paths that `names` makes of its own, `fn(&str) -> Vec<String>`, and is described under
/// its own.
#[macro_export]
macro_rules! operations {
    ($state:ty: $($module:ident :: $handler:ident),+ $(,)?) => {
        $crate::operations! { $state, $crate::own_name: $($module::$handler),+ }
    };
    ($state:ty, $names:path: $($module:ident :: $handler:ident),+ $(,)?) => {
        fn operations() -> ::axum::Router<$state> {
            let (routes, names): (_, fn(&str) -> Vec<String>) = (::axum::Router::new(), $names);
            $crate::utoipa_axum::paste! {$(
                let routes = $crate::operation::<$module::[<__path_ $handler>], _, _, _>(routes, $module::$handler, names);
            )+}
            routes
        }

        /// Each path, and all names under which it is served; a path of several methods comes several times.
        pub fn served() -> Vec<(String, Vec<String>)> {
            let names: fn(&str) -> Vec<String> = $names;
            $crate::utoipa_axum::paste! { vec![$($crate::served::<$module::[<__path_ $handler>]>(names)),+] }
        }

        /// The description of all routes.
        pub fn description() -> ::utoipa::openapi::OpenApi {
            use $crate::utoipa_axum::{router::OpenApiRouter, routes};
            OpenApiRouter::<$state>::new()$(.routes(routes!($module::$handler)))+.into_openapi()
        }
    };
}

/// A path, and no other. For [`operations!`](crate::operations!).
#[doc(hidden)]
pub fn own_name(path: &str) -> Vec<String> {
    vec![path.to_owned()]
}

/// The names of a path that Kronus has too: bare and under `/v1`, each with and without a slash at its end. Its own description
/// has a slash at the end of some, its clients write `/v1` before all, and neither follows a redirect.
pub fn names_at_kronus(path: &str) -> Vec<String> {
    ["", "/v1"].iter().flat_map(|prefix| ["", "/"].map(|slash| format!("{prefix}{path}{slash}"))).collect()
}

/// Adds the handler that `P` annotates, under each of its names. For [`operations!`](crate::operations!).
#[doc(hidden)]
pub fn operation<P, H, T, S>(routes: Router<S>, handler: H, names: fn(&str) -> Vec<String>) -> Router<S>
where
    P: Path,
    H: Handler<T, S>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    let methods = P::methods().into_iter();
    let answers = methods.fold(MethodRouter::new(), |answers, method| answers.on(filter(&method), handler.clone()));
    names(&P::path()).iter().fold(routes, |routes, path| routes.route(path, answers.clone()))
}

/// The path that `P` annotates, and its names. For [`operations!`](crate::operations!).
#[doc(hidden)]
pub fn served<P: Path>(names: fn(&str) -> Vec<String>) -> (String, Vec<String>) {
    let path = P::path();
    let names = names(&path);
    (path, names)
}

fn filter(method: &HttpMethod) -> MethodFilter {
    match method {
        HttpMethod::Get => MethodFilter::GET,
        HttpMethod::Put => MethodFilter::PUT,
        HttpMethod::Post => MethodFilter::POST,
        HttpMethod::Delete => MethodFilter::DELETE,
        HttpMethod::Options => MethodFilter::OPTIONS,
        HttpMethod::Head => MethodFilter::HEAD,
        HttpMethod::Patch => MethodFilter::PATCH,
        HttpMethod::Trace => MethodFilter::TRACE,
    }
}
