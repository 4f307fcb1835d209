//! The API's description, out of the handlers of every function.

use crate::routes;
use connections::Connections;
use runtime::{Clock, Config, SecretSource, Secrets};
use store::Store;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};

/// An address where nobody listens: a description needs routes, and routes need a store, but nobody calls it.
const NOWHERE: &str = "http://127.0.0.1:9";

/// The OpenAPI document as it is committed: indented, with a newline at its end.
pub fn openapi() -> anyhow::Result<String> {
    let store = Store::new(engine::client(NOWHERE), engine::TABLE);
    let config = Config::read(|_| None)?;
    let secrets = SecretSource::given(Secrets::default());
    let connections = Connections::configured(store.clone(), secrets.clone(), &config);
    let merged = routes::merged(&store, &Clock::system(), secrets, &connections, &config);
    let mut document = head();
    document.merge(merged.into_openapi());
    Ok(document.to_pretty_json()? + "\n")
}

fn head() -> OpenApi {
    let license = LicenseBuilder::new().name("MIT OR Apache-2.0").build();
    let info = InfoBuilder::new()
        .title("Impulses")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Personal telemetry: push points, read them back."))
        .license(Some(license));
    let header = |name: &str| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(name)));
    let http = |scheme| SecurityScheme::Http(HttpBuilder::new().scheme(scheme).build());
    let components = ComponentsBuilder::new()
        .security_scheme("data_token", header("X-Data-Token"))
        .security_scheme("bearer", http(HttpAuthScheme::Bearer))
        .security_scheme("basic", http(HttpAuthScheme::Basic))
        .security_scheme("app_token", header("X-Token"))
        .security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("sid"))));
    OpenApiBuilder::new().info(info.build()).components(Some(components.build())).build()
}
