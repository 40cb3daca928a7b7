//! Requests to addresses that others gave us: never to private ones unless allowed, never through a redirect.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use commerce::http::{Broken, Http, Request, Response, Verb};
use desk::webhook::deliver::{Parcel, Report};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;

use crate::config::{self, Config};

/// The way out.
#[derive(Debug)]
pub struct Outgoing {
    client: reqwest::Client,
    allow_private: bool,
}

impl Outgoing {
    /// With these settings.
    pub fn new(config: &config::Webhooks) -> Self {
        Self::waiting(config, config.timeout_seconds)
    }

    /// The way to shop systems and carriers.
    pub fn to_systems(config: &Config) -> Self {
        Self::waiting(&config.webhooks, config.connections.timeout_seconds)
    }

    fn waiting(config: &config::Webhooks, seconds: u64) -> Self {
        // Whoever came first has chosen the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(concat!("miaohui/", env!("CARGO_PKG_VERSION")))
            .timeout(Duration::from_secs(seconds))
            .redirect(Policy::none())
            .dns_resolver(Arc::new(PublicOnly { allow_private: config.allow_private_addresses }))
            .no_proxy()
            .build()
            .expect("the settings of the client are fixed");
        Self { client, allow_private: config.allow_private_addresses }
    }

    /// The client for an address that others gave us; none when the address is a private one in figures, which no resolver
    /// sees.
    pub fn client_for(&self, url: &str) -> Option<&reqwest::Client> {
        let private = !self.allow_private && literal_address(url).is_some_and(|address| !is_public(address));
        (!private).then_some(&self.client)
    }

    /// Sends a telling.
    pub async fn send(&self, parcel: &Parcel) -> Report {
        let started = Instant::now();
        let (status, outcome) = self.attempt(parcel).await;
        let duration_ms = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
        Report { status, outcome: outcome.to_owned(), duration_ms }
    }

    async fn attempt(&self, parcel: &Parcel) -> (Option<u16>, &'static str) {
        // A name is checked when it is resolved; an address in figures never is.
        if !self.allow_private && literal_address(&parcel.url).is_some_and(|address| !is_public(address)) {
            return (None, "private_address");
        }
        let sent = self
            .client
            .post(&parcel.url)
            .header("content-type", "application/json")
            .header("webhook-id", parcel.delivery.id.to_string())
            .header("webhook-timestamp", parcel.timestamp.to_string())
            .header("webhook-signature", &parcel.signature)
            .body(parcel.delivery.body.clone())
            .send()
            .await;
        match sent {
            Ok(response) => {
                let status = response.status();
                let outcome = if status.is_success() {
                    "ok"
                } else if status.is_redirection() {
                    "redirected"
                } else {
                    "refused"
                };
                (Some(status.as_u16()), outcome)
            }
            Err(error) if error.is_timeout() => (None, "timeout"),
            Err(error) if is_private_refusal(&error) => (None, "private_address"),
            Err(error) if error.is_connect() => (None, "unreachable"),
            Err(_) => (None, "broken"),
        }
    }
}

/// Longest answer that is read, in bytes.
const LONGEST: usize = 16 << 20;

#[async_trait]
impl Http for Outgoing {
    async fn send(&self, request: Request) -> Result<Response, Broken> {
        if !self.allow_private && literal_address(&request.url).is_some_and(|address| !is_public(address)) {
            return Err(Broken::NotSent);
        }
        let method = match request.verb {
            Verb::Get => reqwest::Method::GET,
            Verb::Post => reqwest::Method::POST,
            Verb::Put => reqwest::Method::PUT,
            Verb::Delete => reqwest::Method::DELETE,
        };
        let mut asked = self.client.request(method, &request.url);
        for (name, value) in &request.headers {
            asked = asked.header(name, value);
        }
        if let Some(body) = request.body {
            asked = asked.body(body);
        }
        let sent = asked.send().await;
        let unsent =
            |error: &reqwest::Error| error.is_connect() || error.is_builder() || is_private_refusal(error);
        let mut answer = sent.map_err(|error| if unsent(&error) { Broken::NotSent } else { Broken::Lost })?;
        let status = answer.status().as_u16();
        let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let headers = answer.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|_| Broken::Lost)? {
            if body.len() + chunk.len() > LONGEST {
                return Err(Broken::Lost);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

fn literal_address(url: &str) -> Option<IpAddr> {
    match url::Url::parse(url).ok()?.host()? {
        url::Host::Ipv4(address) => Some(address.into()),
        url::Host::Ipv6(address) => Some(address.into()),
        url::Host::Domain(_) => None,
    }
}

fn is_private_refusal(error: &reqwest::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if inner.is::<PrivateAddress>() || inner.to_string().contains(PRIVATE) {
            return true;
        }
        source = inner.source();
    }
    false
}

const PRIVATE: &str = "the name leads to a private address";

#[derive(Debug, thiserror::Error)]
#[error("{}", PRIVATE)]
struct PrivateAddress;

/// Resolves names, and refuses those that lead anywhere private: what is checked is what is connected to.
struct PublicOnly {
    allow_private: bool,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !allow_private && found.iter().any(|address| !is_public(address.ip())) {
                return Err(PrivateAddress.into());
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

/// Whether an address is one of the open network (IANA special-purpose registries).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded_v4(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    // Global unicast only, without documentation and the ranges given back to protocols.
    (0x2000..0x4000).contains(&first)
        && !(first == 0x2001 && address.segments()[1] < 0x0200)
        && !(first == 0x2001 && address.segments()[1] == 0x0db8)
        && first != 0x3fff
}

/// The IPv4 address inside mapped, translated (`64:ff9b::/96`) and 6to4 (`2002::/16`) addresses.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let words = address.segments();
    let of = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    if let Some(mapped) = address.to_ipv4_mapped() {
        return Some(mapped);
    }
    match words {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0, 0, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            Some(of(high, low))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_in_every_dress() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "2001:db8::1",
            "::127.0.0.1",
        ] {
            let address: IpAddr = private.parse().expect(private);
            assert!(!is_public(address), "{private}");
        }
        for public in ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(public.parse().expect(public)), "{public}");
        }
    }

    #[test]
    fn figures_in_disguise_are_read_as_browsers_read_them() {
        for url in ["http://127.1/", "http://0x7f000001/", "http://2130706433/", "http://[::ffff:7f00:1]/"] {
            let address = literal_address(url).expect(url);
            assert!(!is_public(address), "{url}");
        }
    }
}
