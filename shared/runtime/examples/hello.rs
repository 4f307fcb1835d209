//! A Lambda function behind an HTTP API that says hello and nothing else: what `scripts/coldstart` measures ours beside.

use lambda_http::{Body, Error, Request, Response, run, service_fn};

// One thread, as our own functions.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(async |_: Request| Ok::<_, Error>(Response::new(Body::from("hello\n"))))).await
}
