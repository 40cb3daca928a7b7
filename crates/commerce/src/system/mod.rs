//! Shop systems: one contract, and those that are met through it. Nothing here stores anything, and nothing decides what
//! becomes of what is read.

use std::sync::Arc;

use async_trait::async_trait;
use db::Time;
use desk::connection::{Connection, ConnectionKind};
use desk::order::{Action, Failure, Receipt};
use desk::shop::Shop;

use crate::http::{Broken, Http, Request, Response};

pub mod generic;
mod read;
pub mod shopify;
mod sign;
pub mod woocommerce;

pub use read::{Misread, Piece};

/// A shop's own system.
#[async_trait]
pub trait ShopSystem: Send + Sync {
    /// Whether it can do this kind of thing; what it cannot do, a person does by hand.
    fn offers(&self, action: &Action) -> bool;

    /// Does something, once for each key: the same key again gives what it gave before.
    async fn perform(&self, key: &str, action: &Action) -> Result<Receipt, Failure>;

    /// Orders, with their parcels and returns, that changed since, a page at a time.
    async fn orders(&self, since: Option<Time>, page: Option<&str>) -> Result<Page, Trouble>;

    /// One order with its parcels and returns, by the number that [`Action`]s name it by; nothing when there is none.
    async fn order(&self, number: &str) -> Result<Vec<Piece>, Trouble>;

    /// Everything it sells, a page at a time.
    async fn products(&self, page: Option<&str>) -> Result<Page, Trouble>;

    /// One product, by the id that [`Said::LookAtProduct`] names it by; nothing when there is none. A system whose
    /// tellings hold the whole product is never asked.
    async fn product(&self, _id: &str) -> Result<Vec<Piece>, Trouble> {
        Ok(Vec::new())
    }

    /// Whose telling this is, when it is signed as it should be; none when it is not.
    fn recognise(&self, headers: &Headers<'_>, body: &str) -> Option<Telling>;

    /// What a telling says.
    fn understand(&self, topic: &str, body: &str) -> Said;
}

/// Some of what there is.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What is on it, and what on it could not be read.
    pub pieces: Vec<Piece>,
    /// The next one, when there is one.
    pub next: Option<String>,
}

/// A telling that is really theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// Its id: the same one again is the same telling.
    pub id: String,
    /// What it is about.
    pub topic: String,
}

/// What a telling says.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// What is new.
    News(Vec<Piece>),
    /// That something about this order is new: it is to be looked at.
    LookAt(String),
    /// That something about this product is new: what is told of it is not all of it.
    LookAtProduct(String),
    /// Nothing that concerns us.
    Nothing,
}

/// The headers of a telling.
pub struct Headers<'a>(pub &'a dyn Fn(&str) -> Option<String>);

impl std::fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Headers(…)")
    }
}

impl Headers<'_> {
    fn get(&self, name: &str) -> Option<String> {
        (self.0)(name)
    }
}

/// Why a system did not answer as it should. Its texts carry no address and no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The key is wrong, has expired, or may not do this.
    #[error("denied")]
    Denied,
    /// Too much at once, or it is not well.
    #[error("busy")]
    Busy {
        /// Not before so many seconds, when it said so.
        after_seconds: Option<u64>,
    },
    /// It was not reached: nothing was done.
    #[error("unreachable")]
    Unreachable,
    /// It did not answer: nobody knows what was done.
    #[error("no_answer")]
    Lost,
    /// It will not.
    #[error("refused")]
    Refused {
        /// Why, in one word.
        code: String,
        /// In its own words.
        message: String,
    },
    /// There is no such thing.
    #[error("missing")]
    Missing,
    /// It answered something that is not what its documentation says.
    #[error("not_understood")]
    Strange,
}

impl Trouble {
    /// As whoever wanted something done is told.
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Denied => Failure::Busy { after_seconds: Some(300), message: "denied".into() },
            Self::Busy { after_seconds } => Failure::Busy { after_seconds, message: "busy".into() },
            Self::Unreachable => Failure::Busy { after_seconds: None, message: "unreachable".into() },
            Self::Lost => Failure::Unknown { message: "no answer".into() },
            Self::Strange => Failure::Unknown { message: "an answer that was not understood".into() },
            Self::Refused { code, message } => Failure::Refused { code, message },
            Self::Missing => Failure::Refused { code: "no_such_order".into(), message: String::new() },
        }
    }
}

/// Asks, and turns what every system means by a status into words of ours.
async fn ask(http: &dyn Http, request: Request) -> Result<Response, Trouble> {
    let response = http.send(request).await.map_err(|broken| match broken {
        Broken::NotSent => Trouble::Unreachable,
        Broken::Lost => Trouble::Lost,
    })?;
    match response.status {
        200..300 => Ok(response),
        401 | 403 => Err(Trouble::Denied),
        404 | 410 => Err(Trouble::Missing),
        429 => Err(Trouble::Busy { after_seconds: retry_after(&response) }),
        // A gateway that says when to come again has not let it through.
        503 if retry_after(&response).is_some() => {
            Err(Trouble::Busy { after_seconds: retry_after(&response) })
        }
        500.. => Err(Trouble::Lost),
        _ => Err(refusal(&response)),
    }
}

/// In seconds; a date instead of figures is left to the back-off of whoever asked.
fn retry_after(response: &Response) -> Option<u64> {
    let seconds = response.header("retry-after")?.trim().parse::<f64>().ok()?;
    // Shopify writes "2.0".
    (seconds.is_finite() && seconds >= 0.0)
        .then(|| std::time::Duration::from_secs_f64(seconds.min(86_400.0)))
        .map(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}

fn refusal(response: &Response) -> Trouble {
    let body: serde_json::Value = serde_json::from_str(&response.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default().chars().take(300).collect::<String>();
    let code = match text("code") {
        code if code.is_empty() => format!("status_{}", response.status),
        code => code,
    };
    Trouble::Refused { code, message: text("message") }
}

/// The system that a shop is connected to; none when its orders are kept here.
pub fn of(
    connection: &Connection,
    shop: &Shop,
    http: Arc<dyn Http>,
    now: Time,
) -> Option<Box<dyn ShopSystem>> {
    let (url, secrets) = (connection.url.clone(), &connection.secrets);
    let currency = shop.currency.clone();
    match connection.kind {
        ConnectionKind::Embedded | ConnectionKind::Kuaidi100 => None,
        ConnectionKind::Generic => {
            let secret = desk::webhook::sign::Secret::given(secrets.reveal("secret"))?;
            Some(Box::new(generic::Generic { url, secret, http, now }))
        }
        ConnectionKind::Shopify => Some(Box::new(shopify::Shopify {
            url,
            token: secrets.reveal("token").to_owned(),
            webhook_secret: secrets.reveal("webhook_secret").to_owned(),
            currency,
            http,
            now,
        })),
        ConnectionKind::Woocommerce => Some(Box::new(woocommerce::Woocommerce {
            url,
            key: secrets.reveal("consumer_key").to_owned(),
            secret: secrets.reveal("consumer_secret").to_owned(),
            webhook_secret: secrets.reveal("webhook_secret").to_owned(),
            currency,
            http,
            now,
        })),
    }
}

/// How a key is written into a note, to be found there again.
fn mark(key: &str) -> String {
    format!("[mh:{}]", &desk::secret::hash(key)[..16])
}

/// The code of a coupon: the same for the same key, and not to be guessed from another.
fn coupon_code(key: &str) -> String {
    format!("MH{}", desk::secret::hash(&format!("coupon {key}"))[..12].to_uppercase())
}
