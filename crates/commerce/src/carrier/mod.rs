//! Whoever knows where a parcel is, when the shop does not say.

use std::sync::Arc;

use async_trait::async_trait;
use desk::connection::parcel::{Parcel, Tracking};
use desk::connection::{Connection, ConnectionKind};

use crate::http::Http;
use crate::system::Trouble;

pub mod courier;
pub mod kuaidi100;

/// Whoever follows parcels.
#[async_trait]
pub trait Carrier: Send + Sync {
    /// Where a parcel is; none when nobody has seen it yet.
    async fn track(&self, parcel: &Parcel) -> Result<Option<Tracking>, Trouble>;

    /// Asks to be told from now on, at this address of ours.
    async fn follow(&self, parcel: &Parcel, callback: &str) -> Result<(), Trouble>;

    /// A telling, when it is signed as it should be: its id, and what is to be kept of it.
    fn recognise(&self, body: &str) -> Option<(String, String)>;

    /// What a kept telling says; none when it says nothing of a parcel.
    fn understand(&self, kept: &str) -> Result<Option<Tracking>, Trouble>;

    /// What is answered when a telling is kept, and when it is refused.
    fn acknowledge(&self, kept: bool) -> String;
}

/// The carrier a shop is connected to.
pub fn of(connection: &Connection, http: Arc<dyn Http>) -> Option<Box<dyn Carrier>> {
    match connection.kind {
        ConnectionKind::Kuaidi100 => Some(Box::new(kuaidi100::Kuaidi100 {
            url: connection.url.clone(),
            customer: connection.account.clone(),
            key: connection.secrets.reveal("key").to_owned(),
            salt: connection.secrets.reveal("salt").to_owned(),
            http,
        })),
        _ => None,
    }
}
