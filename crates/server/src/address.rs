//! The address a request really comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::App;
use crate::problem::Problem;

/// The client's address: that of the connection, or, behind proxies we trust, the last one they did not make themselves.
#[derive(Debug, Clone, Copy)]
pub struct Address(pub IpAddr);

impl FromRequestParts<App> for Address {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self(of(
            parts.extensions.get::<ConnectInfo<SocketAddr>>(),
            &parts.headers,
            &app.config.server.trusted_proxies,
        )))
    }
}

/// The address behind a connection.
pub fn of(connection: Option<&ConnectInfo<SocketAddr>>, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let peer = connection.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(peer)| peer.ip());
    if !trusted.contains(&peer) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> =
        forwarded.flat_map(|value| value.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    hops.into_iter().rev().find(|hop| !trusted.contains(hop)).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of_peer(peer: [u8; 4], forwarded: &'static str) -> IpAddr {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        let peer = ConnectInfo(SocketAddr::from((peer, 1)));
        of(Some(&peer), &headers, &[IpAddr::from([10, 0, 0, 1])])
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(of_peer([1, 2, 3, 4], "9.9.9.9"), IpAddr::from([1, 2, 3, 4]));
        assert_eq!(of_peer([10, 0, 0, 1], "6.6.6.6, 9.9.9.9, 10.0.0.1"), IpAddr::from([9, 9, 9, 9]));
        assert_eq!(of_peer([10, 0, 0, 1], "nonsense"), IpAddr::from([10, 0, 0, 1]));
    }
}
