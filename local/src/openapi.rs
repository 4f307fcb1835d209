//! The API's description, out of the handlers of every function.

use crate::routes;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};

/// The OpenAPI document as it is committed: indented, with a newline at its end.
pub fn openapi() -> anyhow::Result<String> {
    let mut document = head();
    document.merge(routes::description());
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
