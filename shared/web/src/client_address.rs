//! Who is at the other end of the wire, for throttling.

use axum::extract::{ConnectInfo, FromRequestParts};
use http::Extensions;
use http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address of the client. A `main` behind a gateway sets it as an extension of the request, from what the gateway itself
/// saw; otherwise it is the peer of the connection. `X-Forwarded-For` is never believed: anybody can write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// `0.0.0.0` where nobody knows.
    pub fn from_extensions(extensions: &Extensions) -> ClientAddress {
        let told = extensions.get().copied();
        let peer = || extensions.get().map(|ConnectInfo::<SocketAddr>(peer)| ClientAddress(peer.ip()));
        told.or_else(peer).unwrap_or(ClientAddress(Ipv4Addr::UNSPECIFIED.into()))
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<ClientAddress, Infallible> {
        Ok(ClientAddress::from_extensions(&parts.extensions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateway_is_believed_before_the_connection() {
        let mut extensions = Extensions::new();
        let address = |extensions: &Extensions| ClientAddress::from_extensions(extensions).0.to_string();
        assert_eq!(address(&extensions), "0.0.0.0");
        extensions.insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 5_000))));
        assert_eq!(address(&extensions), "127.0.0.1");
        extensions.insert(ClientAddress([192, 0, 2, 7].into()));
        assert_eq!(address(&extensions), "192.0.2.7");
    }
}
