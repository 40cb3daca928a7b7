//! The way to a server: requests and sockets, from an address of one's own where the machine has many.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, bail};
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// An open socket.
pub(super) type Socket = WebSocketStream<TcpStream>;

/// Where a server is.
#[derive(Debug, Clone)]
pub(super) struct Door {
    http: reqwest::Client,
    base: String,
    address: SocketAddr,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// The server said no.
    #[error("{method} {path}: {code} ({status})")]
    Refused { method: Method, path: String, status: StatusCode, code: String },
    /// There was no answer.
    #[error("{0}")]
    NoAnswer(String),
}

#[derive(Deserialize)]
struct Problem {
    code: String,
}

impl Door {
    /// To the server at this address, `http://host:port`.
    pub(super) async fn new(url: &str) -> anyhow::Result<Self> {
        let parsed: url::Url = url.parse().with_context(|| format!("--server {url}"))?;
        if parsed.scheme() != "http" {
            bail!(
                "--server {url}: a bench speaks plain http, to the server itself and not to a proxy in front of it"
            );
        }
        let host = parsed.host_str().with_context(|| format!("--server {url} names no host"))?;
        let port = parsed.port().unwrap_or(80);
        let mut found =
            tokio::net::lookup_host((host, port)).await.with_context(|| format!("--server {url}"))?;
        let address = found.next().with_context(|| format!("--server {url}: no such host"))?;
        let http = reqwest::Client::builder().timeout(PATIENCE).tcp_nodelay(true).no_proxy().build()?;
        Ok(Self { http, base: format!("http://{host}:{port}"), address })
    }

    /// The server's port, when it runs on this machine.
    pub(super) fn local_port(&self) -> Option<u16> {
        self.address.ip().is_loopback().then(|| self.address.port())
    }

    /// The address that the buyer with this number comes from. Buyers come from everywhere and limits count by address;
    /// the loopback network has sixteen million of them.
    pub(super) fn source(&self, number: usize) -> Option<IpAddr> {
        let [_, second, third, fourth] = u32::try_from(number % 0xff_ffff + 1).ok()?.to_be_bytes();
        let many = cfg!(target_os = "linux") && self.address.ip() == IpAddr::V4(Ipv4Addr::LOCALHOST);
        many.then(|| Ipv4Addr::new(127, second.wrapping_add(1), third, fourth).into())
    }

    /// A door for one more client, which comes from `source`.
    pub(super) fn from(&self, source: Option<IpAddr>) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().timeout(PATIENCE).no_proxy().local_address(source).build()?;
        Ok(Self { http, ..self.clone() })
    }

    /// Asks once. A refusal carries the server's code.
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: Option<&Value>,
    ) -> Result<T, Failure> {
        let mut request =
            self.http.request(method.clone(), format!("{}{path}", self.base)).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let gone = |error: reqwest::Error| Failure::NoAnswer(format!("{method} {path}: {error}"));
        let answer = request.send().await.map_err(gone)?;
        let status = answer.status();
        if status.is_success() {
            return answer.json().await.map_err(gone);
        }
        let code = answer.json::<Problem>().await.map_or_else(|_| status.to_string(), |problem| problem.code);
        Err(Failure::Refused { method, path: path.to_owned(), status, code })
    }

    /// Reads; waits when the server says that it is asked too often.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str, token: &str) -> Result<T, Failure> {
        loop {
            match self.ask(Method::GET, path, token, None).await {
                Err(Failure::Refused { status: StatusCode::TOO_MANY_REQUESTS, .. }) => {
                    tokio::time::sleep(Duration::from_millis(250)).await;
                }
                other => return other,
            }
        }
    }

    /// Signs a person in; gives the session's token.
    pub(super) async fn sign_in(&self, login: &str, password: &str) -> anyhow::Result<String> {
        let body = serde_json::json!({ "login": login, "password": password });
        let answer = self.http.post(format!("{}/api/v1/session", self.base)).json(&body).send().await?;
        let answer = answer.error_for_status().with_context(|| format!("signing in as {login}"))?;
        let cookie = answer.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
        let token = cookie.and_then(|cookie| cookie.split_once('=')?.1.split(';').next().map(str::to_owned));
        token.with_context(|| format!("{login} got no session"))
    }

    /// Whether the server says that it can serve.
    pub(super) async fn is_ready(&self) -> bool {
        let asked = self.http.get(format!("{}/readyz", self.base)).send().await;
        asked.is_ok_and(|answer| answer.status().is_success())
    }

    /// Opens a socket.
    pub(super) async fn socket(
        &self,
        path: &str,
        source: Option<IpAddr>,
        header: (HeaderName, HeaderValue),
    ) -> anyhow::Result<Socket> {
        let (name, value) = header;
        let socket = if self.address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        if let Some(source) = source {
            socket.bind(SocketAddr::new(source, 0))?;
        }
        let stream = socket.connect(self.address).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("{}{path}", self.base.replacen("http", "ws", 1)).into_client_request()?;
        request.headers_mut().insert(name, value);
        let config = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(0);
        let opening = tokio_tungstenite::client_async_with_config(request, stream, Some(config));
        let (socket, _) = tokio::time::timeout(PATIENCE, opening).await??;
        Ok(socket)
    }
}

impl Failure {
    /// What it means for whoever runs the bench: which setting of the server holds the load back.
    pub(super) fn explained(self) -> anyhow::Error {
        let code = match &self {
            Self::Refused { code, .. } => advice(code),
            Self::NoAnswer(_) => None,
        };
        let error = anyhow::Error::new(self);
        match code {
            Some(advice) => error.context(advice),
            None => error,
        }
    }
}

/// What to do about a refusal.
pub(super) fn advice(code: &str) -> Option<&'static str> {
    match code {
        "too_many_requests" => Some(
            "the server's limits hold the load back: start it with MIAOHUI_LIMITS__REQUESTS_PER_SECOND, \
             MIAOHUI_LIMITS__KEY_MESSAGES_PER_SECOND, MIAOHUI_LIMITS__BUYER_MESSAGES_PER_MINUTE and \
             MIAOHUI_LIMITS__SESSIONS_PER_MINUTE above what the bench asks for",
        ),
        "too_many_sockets" => Some(
            "the server lets one address open only so many sockets: start it with MIAOHUI_LIMITS__SOCKETS_PER_ADDRESS \
             above the number of buyers",
        ),
        "sign_in_first" => {
            Some("the key is not one of this server's: see --key, or start the server with --demo")
        }
        "no_such_inbox" => {
            Some("the server has no such inbox: see --inbox and --widget-inbox, or start it with --demo")
        }
        _ => None,
    }
}
