use std::borrow::Cow;

use ::postgres::types::Type;
use rusqlite::types::ValueRef;

use crate::error::Error;
use crate::value::{FromValue, Value};

/// One row of a result, on either engine.
#[derive(Debug)]
pub struct Row<'a>(pub(crate) Inner<'a>);

#[derive(Debug)]
pub(crate) enum Inner<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a ::postgres::Row),
}

impl Row<'_> {
    /// The value of the column called `column`.
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T, Error> {
        let index = match &self.0 {
            Inner::Sqlite(row) => row.as_ref().column_index(column).ok(),
            Inner::Postgres(row) => row.columns().iter().position(|c| c.name() == column),
        };
        let index = index.ok_or_else(|| decode(column, "no such column".into()))?;
        self.at(index)
    }

    /// The value of the column at `index`, counted from zero.
    pub fn at<T: FromValue>(&self, index: usize) -> Result<T, Error> {
        let value = match &self.0 {
            Inner::Sqlite(row) => sqlite_value(row, index),
            Inner::Postgres(row) => postgres_value(row, index),
        };
        value.and_then(T::from_value).map_err(|reason| decode(&self.name_at(index), reason))
    }

    fn name_at(&self, index: usize) -> String {
        match &self.0 {
            Inner::Sqlite(row) => {
                row.as_ref().column_name(index).map_or_else(|_| index.to_string(), str::to_owned)
            }
            Inner::Postgres(row) => {
                row.columns().get(index).map_or_else(|| index.to_string(), |c| c.name().into())
            }
        }
    }
}

fn decode(column: &str, reason: String) -> Error {
    Error::Decode { column: column.to_owned(), reason }
}

fn sqlite_value<'a>(row: &'a rusqlite::Row<'_>, index: usize) -> Result<Value<'a>, String> {
    Ok(match row.get_ref(index).map_err(|e| e.to_string())? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(x) => Value::Real(x),
        ValueRef::Text(bytes) => {
            Value::Text(Cow::Borrowed(std::str::from_utf8(bytes).map_err(|e| e.to_string())?))
        }
        ValueRef::Blob(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
    })
}

fn postgres_value(row: &::postgres::Row, index: usize) -> Result<Value<'_>, String> {
    fn read<'a, T: ::postgres::types::FromSql<'a>>(
        row: &'a ::postgres::Row,
        index: usize,
        wrap: impl FnOnce(T) -> Value<'a>,
    ) -> Result<Value<'a>, String> {
        row.try_get::<_, Option<T>>(index)
            .map(|value| value.map_or(Value::Null, wrap))
            .map_err(|e| e.to_string())
    }
    let column = row.columns().get(index).ok_or("no such column")?;
    match *column.type_() {
        Type::INT8 => read::<i64>(row, index, Value::Int),
        Type::INT4 => read::<i32>(row, index, |n| Value::Int(n.into())),
        Type::BOOL => read::<bool>(row, index, Value::Bool),
        Type::FLOAT8 => read::<f64>(row, index, Value::Real),
        Type::TEXT | Type::VARCHAR | Type::NAME => {
            read::<&str>(row, index, |text| Value::Text(Cow::Borrowed(text)))
        }
        Type::BYTEA => read::<&[u8]>(row, index, |bytes| Value::Bytes(Cow::Borrowed(bytes))),
        ref other => Err(format!("column type {other} is not one of ours")),
    }
}

/// What a whole row becomes. Tuples read by position, structs by name.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;
}

macro_rules! tuple_from_row {
    ($($t:ident $i:tt),+) => {
        impl<$($t: FromValue),+> FromRow for ($($t,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self, Error> {
                Ok(($(row.at::<$t>($i)?,)+))
            }
        }
    };
}

tuple_from_row!(A 0);
tuple_from_row!(A 0, B 1);
tuple_from_row!(A 0, B 1, C 2);
tuple_from_row!(A 0, B 1, C 2, D 3);
tuple_from_row!(A 0, B 1, C 2, D 3, E 4);
tuple_from_row!(A 0, B 1, C 2, D 3, E 4, F 5);
