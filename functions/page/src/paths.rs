//! The page's own paths. None is a path of the API, and `ui/src/paths.ts` has the same ones.

/// Each is answered with the page, which reads from the address what to show.
pub const PATHS: [&str; 10] = [
    "/",
    "/sign-in",
    "/sign-up",
    "/charts",
    "/dashboards",
    "/connections",
    // Where a consent at Google ends (functions/oauth).
    "/tokens",
    "/check-ins",
    "/mail",
    "/admin",
];
