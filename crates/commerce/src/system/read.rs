//! Reading what others write: whatever is missing or has another name is named, and the rest is read all the same.

use db::Time;
use desk::connection::News;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A thing, or what was wrong with it.
pub type Piece = Result<News, Misread>;

/// Something that is not as documented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// What kind of thing.
    pub what: &'static str,
    /// Its id, as far as it could be read.
    pub id: String,
    /// The field.
    pub field: String,
    /// What is wrong with it: never its content.
    pub reason: &'static str,
}

/// A thing of theirs, and what is known of it already.
pub(super) struct Thing<'a> {
    pub(super) what: &'static str,
    pub(super) id: String,
    pub(super) value: &'a Value,
}

impl<'a> Thing<'a> {
    pub(super) fn new(what: &'static str, id: &str, value: &'a Value) -> Self {
        Self { what, id: text_of(&value[id]), value }
    }

    pub(super) fn misread(&self, field: &str, reason: &'static str) -> Misread {
        Misread { what: self.what, id: self.id.clone(), field: field.to_owned(), reason }
    }

    /// A field by its path, `a.b.c`; null when there is none.
    fn at(&self, path: &str) -> &'a Value {
        path.split('.').fold(self.value, |value, name| &value[name])
    }

    /// A text or a number that must be there.
    pub(super) fn text(&self, path: &str) -> Result<String, Misread> {
        match text_of(self.at(path)) {
            text if text.is_empty() => Err(self.misread(path, "missing")),
            text => Ok(text),
        }
    }

    /// A text or a number that may be there.
    pub(super) fn maybe(&self, path: &str) -> Option<String> {
        Some(text_of(self.at(path))).filter(|text| !text.is_empty())
    }

    /// A list that must be there, empty as it may be.
    pub(super) fn list(&self, path: &str) -> Result<&'a [Value], Misread> {
        self.at(path).as_array().map(Vec::as_slice).ok_or_else(|| self.misread(path, "missing"))
    }

    /// A whole number that must be there.
    pub(super) fn whole(&self, path: &str) -> Result<i64, Misread> {
        self.at(path).as_i64().ok_or_else(|| self.misread(path, "not_a_whole_number"))
    }

    /// Money that must be there, as minor units.
    pub(super) fn money(&self, path: &str, currency: &str) -> Result<i64, Misread> {
        let text = self.text(path)?;
        desk::money::parse(&text, currency).ok_or_else(|| self.misread(path, "not_money"))
    }

    /// A moment that must be there.
    pub(super) fn time(&self, path: &str) -> Result<Time, Misread> {
        self.maybe_time(path)?.ok_or_else(|| self.misread(path, "missing"))
    }

    /// A moment that may be there.
    pub(super) fn maybe_time(&self, path: &str) -> Result<Option<Time>, Misread> {
        let Some(text) = self.maybe(path) else { return Ok(None) };
        match text.parse::<jiff::Timestamp>() {
            Ok(at) => Ok(Some(at.into())),
            Err(_) => Err(self.misread(path, "not_a_time")),
        }
    }
}

/// Reads a whole value of ours, naming the field that is wrong.
pub(super) fn whole<T: DeserializeOwned>(what: &'static str, id: &str, value: &Value) -> Result<T, Misread> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let words = error.inner().to_string();
        let named = words.split('`').nth(1).filter(|_| words.contains("field")).unwrap_or_default();
        let path = error.path().to_string();
        let field = match (path.as_str(), named) {
            (".", named) => named.to_owned(),
            (path, "") => path.to_owned(),
            (path, named) if path.ends_with(named) => path.to_owned(),
            (path, named) => format!("{path}.{named}"),
        };
        let reason = if words.starts_with("missing field") {
            "missing"
        } else if words.starts_with("unknown field") {
            "unknown_field"
        } else {
            "malformed"
        };
        Misread { what, id: value[id].as_str().unwrap_or_default().to_owned(), field, reason }
    })
}

/// A text or number as text; empty for anything else.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Minor units as the decimal number others write.
pub(super) fn decimal(minor: i64, currency: &str) -> String {
    let digits = desk::money::minor_digits(currency);
    let unit = 10_i64.pow(digits);
    if digits == 0 {
        return minor.to_string();
    }
    format!("{}.{:0width$}", minor / unit, minor % unit, width = digits as usize)
}
