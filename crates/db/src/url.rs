use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Which database to use.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// An embedded database in this file.
    Sqlite(PathBuf),
    /// A PostgreSQL server; the address may hold a password and is never printed whole.
    Postgres(String),
}

/// The address names no database we know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a database address starts with sqlite: or postgres://")]
pub struct UrlError;

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(PathBuf::from(path.trim_start_matches("//"))));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(UrlError)
    }
}

impl fmt::Display for DatabaseUrl {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(address) => {
                let Some((scheme, rest)) = address.split_once("://") else {
                    return f.write_str("postgres://…");
                };
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                write!(f, "{scheme}://{host}")
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_printed() {
        let url: DatabaseUrl = "postgres://desk:hunter2@db.example/miaohui".parse().expect("an address");
        assert_eq!(url.to_string(), "postgres://db.example/miaohui");
        assert!(!format!("{url:?}").contains("hunter2"));
    }

    #[test]
    fn an_unknown_scheme_is_refused() {
        assert_eq!("mysql://x".parse::<DatabaseUrl>(), Err(UrlError));
    }
}
