//! A function's life: its routes, with the border round them, behind API Gateway.

use crate::Config;
use crate::warm_up::WarmUp;
use axum::Router;
use axum::body::Body;
use http::Uri;
use http::uri::PathAndQuery;
use lambda_http::RequestExt;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;
use lambda_http::request::RequestContext;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tower::{ServiceExt, service_fn};
use web::{BorderConfig, ClientAddress};

/// What stands for itself in a path (RFC 3986, 3.3), beside letters and digits.
const PLAIN_IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Answers events of an HTTP API until Lambda ends the process.
///
/// `first_call` is made while the first event is waited for, so that a connection is open when it comes. It may fail, or
/// hang (then it is given up after a second), and the first request is answered all the same.
///
/// To be run on one thread. With a second one, the Runtime API's client may ask for the next event on a new connection while
/// the one that has carried the answer is not known to be free: `cargo lambda watch` then loses answers of more than 16 KB,
/// because it reads an answer to its end only when the connection is used again.
pub async fn serve(
    routes: Router,
    config: &Config,
    first_call: impl Future<Output = ()> + Send + 'static,
) -> Result<(), lambda_http::Error> {
    let border = web::border(routes, &border_config(config));
    let warm_up = WarmUp::begin(first_call);
    let answer = service_fn(move |event| {
        let (border, warm_up) = (border.clone(), warm_up.clone());
        async move {
            warm_up.ended().await;
            border.oneshot(as_sent(event)).await
        }
    });
    lambda_http::run(answer).await
}

/// What the border needs of the configuration.
pub fn border_config(config: &Config) -> BorderConfig {
    BorderConfig { origin: config.origin.clone(), public_base: config.origin_api.clone() }
}

/// The request as the client sent it, with the address that the gateway saw it come from.
fn as_sent(event: lambda_http::Request) -> http::Request<Body> {
    let address = context(&event).and_then(|context| context.http.source_ip.as_deref()?.parse().ok());
    let uri = uri_as_sent(&event);
    let mut request = event.map(Body::new);
    if let Some(address) = address {
        request.extensions_mut().insert(ClientAddress(address));
    }
    if let Some(uri) = uri {
        *request.uri_mut() = uri;
    }
    request
}

/// An HTTP API decodes the path before it invokes us, so that `/data/%2541` would arrive as `/data/%41` and be decoded once
/// more. `cargo lambda watch` leaves it as it is, and is known by having no API id.
fn uri_as_sent(event: &lambda_http::Request) -> Option<Uri> {
    context(event)?.apiid.as_ref()?;
    let path = utf8_percent_encode(event.raw_http_path(), PLAIN_IN_PATH).to_string();
    let path_and_query = match event.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    let mut parts = event.uri().clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path_and_query).ok()?);
    Uri::from_parts(parts).ok()
}

fn context(event: &lambda_http::Request) -> Option<&ApiGatewayV2httpRequestContext> {
    match event.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => Some(context),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(raw_path: &str, api_id: Option<&str>) -> http::Request<Body> {
        let event = json!({
            "version": "2.0",
            "rawPath": raw_path,
            "rawQueryString": "start=1&where=a%3Db",
            "headers": { "host": "api.example" },
            "cookies": ["sid=abc"],
            "requestContext": {
                "apiId": api_id,
                "stage": "$default",
                "http": { "method": "GET", "path": raw_path, "sourceIp": "192.0.2.7" },
            },
            "isBase64Encoded": false,
        });
        as_sent(lambda_http::request::from_str(&event.to_string()).unwrap())
    }

    #[test]
    fn a_path_that_the_gateway_decoded_is_as_the_client_sent_it() {
        for (decoded, sent) in [
            ("/data/heart rate", "/data/heart%20rate"),
            ("/data/%41", "/data/%2541"),
            ("/data/zażółć[]", "/data/za%C5%BC%C3%B3%C5%82%C4%87%5B%5D"),
            ("/data/a-b_c.d~!$&'()*+,;=:@", "/data/a-b_c.d~!$&'()*+,;=:@"),
        ] {
            let request = event(decoded, Some("abc123"));
            assert_eq!(request.uri().path(), sent);
            assert_eq!(request.uri().query(), Some("start=1&where=a%3Db"));
        }
    }

    #[test]
    fn the_emulator_leaves_the_path_alone_and_so_do_we() {
        assert_eq!(event("/data/%2541", None).uri().path(), "/data/%2541");
    }

    #[test]
    fn the_client_is_who_the_gateway_saw() {
        let request = event("/user", Some("abc123"));
        assert_eq!(request.extensions().get(), Some(&ClientAddress([192, 0, 2, 7].into())));
        assert_eq!(request.headers()["cookie"], "sid=abc");
    }
}
