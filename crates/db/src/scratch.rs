use uuid::Uuid;

use crate::error::Error;
use crate::postgres;

/// A schema of one's own in a PostgreSQL database, for trials: it is empty at first, and gone when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    address: String,
    schema: String,
    url: String,
}

impl Scratch {
    /// Makes one in the database at this address, `postgres://…`. Blocks.
    pub fn create(address: &str) -> Result<Self, Error> {
        let schema = format!("scratch_{}", Uuid::now_v7().simple());
        administrate(address, &format!("CREATE SCHEMA {schema}"))?;
        let joint = if address.contains('?') { '&' } else { '?' };
        let url = format!("{address}{joint}options=-c%20search_path%3D{schema}");
        Ok(Self { address: address.to_owned(), schema, url })
    }

    /// The address under which a program sees this schema and no other.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = administrate(&self.address, &format!("DROP SCHEMA {} CASCADE", self.schema)) {
            tracing::warn!(%error, schema = self.schema, "a schema for trials was left behind");
        }
    }
}

/// On a thread of its own: the driver does not block inside a runtime.
fn administrate(address: &str, statement: &str) -> Result<(), Error> {
    let (address, statement) = (address.to_owned(), statement.to_owned());
    std::thread::spawn(move || postgres::administrate(&address, &statement))
        .join()
        .unwrap_or_else(|_| Err(Error::Unavailable("the driver panicked".into())))
}
