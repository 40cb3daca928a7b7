//! JSON and lists of words in a text column: written and read whole, never queried.

use db::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads the column as JSON.
pub(crate) fn read<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T, db::Error> {
    parse(&row.get::<String>(column)?, column)
}

/// Reads the column as JSON, if there is anything in it.
pub(crate) fn read_optional<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> Result<Option<T>, db::Error> {
    row.get::<Option<String>>(column)?.map(|text| parse(&text, column)).transpose()
}

/// Writes a value for such a column.
pub(crate) fn write<T: Serialize>(value: &T) -> Result<String, crate::error::Error> {
    Ok(serde_json::to_string(value)?)
}

/// Reads a column that holds words separated by spaces.
pub(crate) fn words<T>(row: &Row<'_>, column: &str) -> Result<Vec<T>, db::Error>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    let text: String = row.get(column)?;
    text.split_whitespace().map(|one| word(one, column)).collect()
}

/// Reads a column that holds one word of a list that is not ours.
pub(crate) fn id<T>(row: &Row<'_>, column: &str) -> Result<T, db::Error>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    word(&row.get::<String>(column)?, column)
}

/// Reads such a column if there is anything in it.
pub(crate) fn id_optional<T>(row: &Row<'_>, column: &str) -> Result<Option<T>, db::Error>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    row.get::<Option<String>>(column)?.map(|text| word(&text, column)).transpose()
}

fn word<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str, column: &str) -> Result<T, db::Error> {
    text.parse().map_err(|e: T::Err| db::Error::Decode { column: column.to_owned(), reason: e.to_string() })
}

fn parse<T: DeserializeOwned>(text: &str, column: &str) -> Result<T, db::Error> {
    serde_json::from_str(text)
        .map_err(|e| db::Error::Decode { column: column.to_owned(), reason: e.to_string() })
}
