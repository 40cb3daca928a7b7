//! Texts to phones: one contract, and who can carry them.

use desk::sms::SmsProvider;
use desk::sms::send::{Outcome, Parcel};

pub mod aliyun;
pub mod gateway;

/// Whoever carries texts. It never sends the same parcel twice: either it knows a parcel again by its id, or it looks, when
/// the parcel is unsure, whether an earlier try arrived.
pub trait Carrier {
    /// Sends one text and says what came of it.
    fn send(&self, parcel: &Parcel) -> impl Future<Output = Outcome> + Send;
}

/// Sends a text by the shop's provider.
pub async fn send(client: &reqwest::Client, parcel: &Parcel) -> Outcome {
    match parcel.settings.provider {
        SmsProvider::Aliyun => aliyun::Aliyun { client }.send(parcel).await,
        SmsProvider::Gateway => gateway::Gateway { client }.send(parcel).await,
        SmsProvider::ByHand => Outcome::Refused { code: "by_hand".into() },
    }
}

/// What a request that was not answered means: without a connection nothing was sent, otherwise nobody knows.
fn unanswered(error: &reqwest::Error) -> Outcome {
    if error.is_connect() { Outcome::Busy { code: "unreachable".into() } } else { Outcome::Unknown }
}
