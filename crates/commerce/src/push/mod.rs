//! Pushes to people's devices, by the push services of their browsers (RFC 8030): sealed for the device, signed by the
//! house. What the service may know is where to, how soon, and for how long to keep it.

use std::time::Duration;

use desk::alert::push::{Haste, Parcel, Told};
use desk::alert::send::Outcome;

use crate::http::{Broken, Http, Request, Response, Verb};

mod seal;
mod sign;

/// How long a service is left alone that asks for it without saying how long.
const A_WHILE: Duration = Duration::from_secs(60);

/// Sends a push.
pub async fn send(http: &dyn Http, parcel: &Parcel) -> Told {
    let Some(request) = request(parcel) else {
        return Told::Done(Outcome::Refused { code: "not_a_key".into() });
    };
    match http.send(request).await {
        Ok(response) => told(&response),
        Err(Broken::NotSent) => Told::Done(Outcome::Failed { code: "unreachable".into() }),
        Err(Broken::Lost) => Told::Done(Outcome::Failed { code: "no_answer".into() }),
    }
}

/// None when the keys are none.
fn request(parcel: &Parcel) -> Option<Request> {
    let sealed = seal::seal(parcel.body.as_bytes(), &parcel.keys)?;
    let authorization = sign::authorization(parcel)?;
    let urgency = match parcel.haste {
        Haste::High => "high",
        Haste::Normal => "normal",
    };
    let request = Request::new(Verb::Post, parcel.endpoint.reveal().to_owned())
        .header("authorization", authorization)
        .header("ttl", parcel.keep.as_secs().to_string())
        .header("urgency", urgency)
        // Sent once more after a crash, it takes the place of what the service still holds.
        .header("topic", parcel.push.to_string().replace('-', ""))
        .header("content-type", "application/octet-stream")
        .header("content-encoding", "aes128gcm");
    Some(request.bytes(sealed))
}

/// What the service's answer says (RFC 8030, sections 5 and 7.3).
fn told(response: &Response) -> Told {
    let code = format!("http_{}", response.status);
    Told::Done(match response.status {
        200..=299 => Outcome::Sent,
        404 | 410 => return Told::Gone,
        429 => Outcome::Busy { code, after: asked_pause(response) },
        408 | 500..=599 => Outcome::Failed { code },
        _ => Outcome::Refused { code },
    })
}

/// How long it asks to be left alone, within reason.
fn asked_pause(response: &Response) -> Duration {
    let seconds = response.header("retry-after").and_then(|text| text.trim().parse::<u64>().ok());
    seconds.map_or(A_WHILE, |seconds| Duration::from_secs(seconds.clamp(1, 3_600)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, header: Option<(&str, &str)>) -> Told {
        let headers = header.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        told(&Response { status, headers, body: String::new() })
    }

    #[test]
    fn the_answer_says_whether_to_try_again() {
        assert_eq!(answered(201, None), Told::Done(Outcome::Sent));
        assert_eq!(answered(410, None), Told::Gone);
        assert_eq!(answered(404, None), Told::Gone);
        let busy = |seconds| Outcome::Busy { code: "http_429".into(), after: Duration::from_secs(seconds) };
        assert_eq!(answered(429, Some(("retry-after", "30"))), Told::Done(busy(30)));
        assert_eq!(answered(429, Some(("retry-after", "Fri, 31 Dec"))), Told::Done(busy(60)));
        assert_eq!(answered(503, None), Told::Done(Outcome::Failed { code: "http_503".into() }));
        assert_eq!(answered(413, None), Told::Done(Outcome::Refused { code: "http_413".into() }));
    }
}
