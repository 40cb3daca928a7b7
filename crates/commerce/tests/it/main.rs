//! Shop systems and carriers against stand-ins that keep to the providers' documented shapes.

mod kuaidi100;
mod shopify;
mod woocommerce;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use commerce::http::{Broken, Http, Request, Response};
use db::Time;

/// Wednesday noon in Shanghai.
const NOON: i64 = 1_764_043_200;

fn now() -> Time {
    Time::from_micros(NOON * 1_000_000)
}

type Serve = Box<dyn Fn(&Request) -> Response + Send + Sync>;

/// A provider: it serves by its own rules, unless a fault comes first.
struct Provider {
    serve: Serve,
    faults: Mutex<VecDeque<Fault>>,
    asked: Mutex<Vec<Request>>,
}

/// What goes wrong.
enum Fault {
    /// Another answer instead.
    Says(Response),
    /// It was never reached.
    Unreached,
    /// It does what it was asked, and nobody hears of it.
    Lost,
}

impl Provider {
    fn new(serve: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { serve: Box::new(serve), faults: Mutex::default(), asked: Mutex::default() })
    }

    fn fail(&self, fault: Fault) {
        self.faults.lock().expect("a lock").push_back(fault);
    }

    fn asked(&self) -> usize {
        self.asked.lock().expect("a lock").len()
    }
}

#[async_trait]
impl Http for Provider {
    async fn send(&self, request: Request) -> Result<Response, Broken> {
        self.asked.lock().expect("a lock").push(request.clone());
        let fault = self.faults.lock().expect("a lock").pop_front();
        match fault {
            Some(Fault::Says(response)) => Ok(response),
            Some(Fault::Unreached) => Err(Broken::NotSent),
            Some(Fault::Lost) => {
                (self.serve)(&request);
                Err(Broken::Lost)
            }
            None => Ok((self.serve)(&request)),
        }
    }
}

fn says(status: u16, headers: &[(&str, &str)], body: impl ToString) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Response { status, headers, body: body.to_string() }
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers.iter().find(|(one, _)| one == name).map_or("", |(_, value)| value)
}
