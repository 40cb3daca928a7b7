//! A street with the demo seller's shops in it: the real server on a port of its own, entered by its front doors.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::app::App;
use server::config::Config;
use server::serve::{self, Running};
use server::{demo, telemetry};
use testkit::TestDb;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Message, protocol::CloseFrame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// What is waited for comes within this time, or never.
const PATIENCE: Duration = Duration::from_secs(20);
/// The key of the demo's own channel.
pub(crate) const KEY: &str = "mhk_demo_qinghe";
/// The key of the other shop's.
pub(crate) const OTHER_KEY: &str = "mhk_demo_harbor";

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The running server.
pub(crate) struct Street {
    pub(crate) url: String,
    pub(crate) app: App,
    client: reqwest::Client,
    running: Running,
    _db: TestDb,
}

/// An answer: what it is, and what it says.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Said {
    /// Its code and field, when it refuses.
    pub(crate) fn refusal(&self) -> (u16, &str, &str) {
        let text = |name: &str| self.body[name].as_str().unwrap_or_default();
        (self.status.as_u16(), text("code"), text("field"))
    }
}

impl std::ops::Index<&str> for Said {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        &self.body[name]
    }
}

impl Street {
    pub(crate) async fn open(engine: db::Engine) -> Self {
        // A second install changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let db = TestDb::new(engine);
        let mut config = Config::load(None, std::iter::empty()).expect("the defaults");
        config.server.data = db.folder().to_owned();
        config.server.listen = ([127, 0, 0, 1], 0).into();
        config.database.url = db.url().to_owned();
        config.database.connections = 6;
        // What is asked here is plain enough for letters alone, and every test starts at once.
        config.language.model = "none".into();
        let metrics = telemetry::start_metrics().expect("metrics");
        let app = App::open(config, metrics).await.expect("it opens").with_demo(true);
        demo::prepare(&app).await.expect("the demo seller moves in");
        let running = serve::start(app.clone()).await.expect("it listens");
        let url = format!("http://{}", running.address);
        Self { url, app, client: reqwest::Client::new(), running, _db: db }
    }

    pub(crate) async fn close(self) {
        self.running.stop().await;
    }

    /// One request; `token` is a person's session, a key or a buyer's session.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Said {
        self.ask_in("en", method, path, token, body).await
    }

    pub(crate) async fn ask_in(
        &self,
        lang: &str,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> Said {
        let mut request =
            self.client.request(method, format!("{}{path}", self.url)).header("accept-language", lang);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.expect("the server answers");
        let status = response.status();
        let bytes = response.bytes().await.expect("a whole answer");
        Said { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Value {
        let said = self.ask(Method::GET, path, Some(token), None).await;
        assert!(said.status.is_success(), "{path}: {said:?}");
        said.body
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: &Value) -> Said {
        self.ask(Method::POST, path, Some(token), Some(body)).await
    }

    /// What a buyer says through the shop's own channel.
    pub(crate) async fn channel(&self, key: &str, body: &Value) -> Said {
        self.post("/api/v1/inboxes/qinghe-api/messages", key, body).await
    }

    /// A person's session.
    pub(crate) async fn sign_in(&self, login: &str) -> String {
        let response = self
            .client
            .post(format!("{}/api/v1/session", self.url))
            .json(&json!({ "login": login, "password": "miaohui-demo" }))
            .send()
            .await
            .expect("the server answers");
        let cookie = response.headers()["set-cookie"].to_str().expect("text").to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        cookie.split(['=', ';']).nth(1).expect("a token").to_owned()
    }

    /// A buyer in the web chat: somebody of the preview page, or a stranger.
    pub(crate) async fn buyer(&self, of_the_cast: Option<usize>) -> Buyer {
        let token = match of_the_cast {
            Some(number) => {
                let cast = self.ask(Method::GET, "/preview/qinghe/buyers", None, None).await.body;
                Some(cast[number]["token"].as_str().expect("a token").to_owned())
            }
            None => None,
        };
        let body = token.map_or(json!({}), |token| json!({ "token": token }));
        let begun = self.ask(Method::POST, "/api/v1/widget/qinghe/session", None, Some(&body)).await;
        let session = begun.body["session"].as_str().expect("a session").to_owned();
        let socket = self.widget_socket(&session, None).await;
        Buyer { session, socket, said: 0 }
    }

    pub(crate) async fn widget_socket(&self, session: &str, since: Option<i64>) -> Socket {
        let since = since.map(|since| format!("?since={since}")).unwrap_or_default();
        let url = format!("{}/api/v1/widget/qinghe/live{since}", self.url.replace("http", "ws"));
        let mut request = url.into_client_request().expect("an address");
        let protocols = format!("miaohui, {session}").parse().expect("a header");
        request.headers_mut().insert("sec-websocket-protocol", protocols);
        tokio_tungstenite::connect_async(request).await.expect("the socket opens").0
    }

    /// A socket with a bearer's token: a console's or a channel's.
    pub(crate) async fn socket(&self, path: &str, token: &str) -> Socket {
        socket_at(&self.url, path, token).await
    }

    /// The conversation of a message that was taken.
    pub(crate) async fn conversation(&self, agent: &str, id: &str) -> Value {
        self.get(&format!("/api/v1/conversations/{id}"), agent).await
    }
}

/// A buyer at the widget.
pub(crate) struct Buyer {
    pub(crate) session: String,
    pub(crate) socket: Socket,
    said: u32,
}

impl Buyer {
    /// Says something; the acknowledgement.
    pub(crate) async fn say(&mut self, text: &str) -> Value {
        self.said += 1;
        let client_id = format!("m{}", self.said);
        let frame = json!({ "type": "message", "client_id": client_id, "text": text });
        self.socket.send(Message::text(frame.to_string())).await.expect("sent");
        hear(&mut self.socket, |frame| frame["type"] == "ack" && frame["client_id"] == client_id.as_str())
            .await
    }

    /// Says something, and hears what the shop answers: the text, and the whole message.
    pub(crate) async fn ask(&mut self, text: &str) -> (String, Value) {
        let seq = self.say(text).await["seq"].as_i64().expect("a number");
        let answer = hear(&mut self.socket, |frame| {
            let message = &frame["message"];
            frame["type"] == "message" && message["author"] != "buyer" && message["seq"].as_i64() > Some(seq)
        })
        .await;
        let message = answer["message"].clone();
        (message["text"].as_str().unwrap_or_default().to_owned(), message)
    }
}

/// A socket of the server at `url`, with a bearer's token.
pub(crate) async fn socket_at(url: &str, path: &str, token: &str) -> Socket {
    let mut request =
        format!("{}{path}", url.replace("http", "ws")).into_client_request().expect("an address");
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().expect("a header"));
    tokio_tungstenite::connect_async(request).await.expect("the socket opens").0
}

/// Reads frames until one fits.
pub(crate) async fn hear(socket: &mut Socket, fits: impl Fn(&Value) -> bool) -> Value {
    let listening = async {
        loop {
            match socket.next().await.expect("the socket is open").expect("a frame") {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(text.as_str()).expect("JSON");
                    if fits(&frame) {
                        return frame;
                    }
                }
                Message::Close(why) => panic!("closed: {why:?}"),
                _ => {}
            }
        }
    };
    tokio::time::timeout(PATIENCE, listening).await.expect("it is heard")
}

/// Every frame up to and with the one that fits.
pub(crate) async fn hear_until(socket: &mut Socket, fits: impl Fn(&Value) -> bool) -> Vec<Value> {
    let mut heard = Vec::new();
    loop {
        let frame = hear(socket, |_| true).await;
        let last = fits(&frame);
        heard.push(frame);
        if last {
            return heard;
        }
    }
}

/// How the house closes a socket.
pub(crate) async fn closing(socket: &mut Socket) -> Option<CloseFrame> {
    let listening = async {
        while let Some(frame) = socket.next().await {
            if let Ok(Message::Close(why)) = frame {
                return why;
            }
        }
        None
    };
    tokio::time::timeout(PATIENCE, listening).await.expect("it is closed")
}
