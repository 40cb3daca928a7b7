//! The door to the network, as those who speak to providers see it. Whoever opens it checks addresses and keeps time; what
//! goes through is plain data, so that a test can stand behind it.

use std::fmt;

use async_trait::async_trait;

/// What is asked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Reads.
    Get,
    /// Makes, or does.
    Post,
    /// Changes.
    Put,
    /// Takes away.
    Delete,
}

/// What is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// With what.
    pub verb: Verb,
    /// Where.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// What it carries.
    pub body: Option<Vec<u8>>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(verb: Verb, url: String) -> Self {
        Self { verb, url, headers: Vec::new(), body: None }
    }

    /// With a header.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With JSON in it.
    pub fn json(self, body: &serde_json::Value) -> Self {
        let mut request = self.header("content-type", "application/json");
        request.body = Some(body.to_string().into_bytes());
        request
    }

    /// With bytes in it.
    pub fn bytes(self, body: Vec<u8>) -> Self {
        Self { body: Some(body), ..self }
    }

    /// With a form in it.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = self.header("content-type", "application/x-www-form-urlencoded");
        request.body = Some(body.into_bytes());
        request
    }
}

impl fmt::Debug for Request {
    /// Without headers, body and parameters: secrets are among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("Request").field("verb", &self.verb).field("url", &url).finish_non_exhaustive()
    }
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Its status.
    pub status: u16,
    /// Its headers; names in small letters.
    pub headers: Vec<(String, String)>,
    /// What it carries.
    pub body: String,
}

impl Response {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether it says that all is well.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Nothing was sent.
    NotSent,
    /// It may have arrived, and may have been done.
    Lost,
}

/// The door.
#[async_trait]
pub trait Http: Send + Sync {
    /// Asks, and gives what is answered, whatever its status.
    async fn send(&self, request: Request) -> Result<Response, Broken>;
}
