//! Settings: the documented defaults in the binary, a file over them, the environment over both.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

/// The defaults, which are their own documentation.
pub const DEFAULTS: &str = include_str!("config.default.toml");

const PREFIX: &str = "MIAOHUI_";

/// Every setting.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub language: Language,
    pub embeddings: Embeddings,
    pub limits: Limits,
    pub files: Files,
    pub webhooks: Webhooks,
    pub connections: Connections,
    pub workers: Workers,
    pub log: Log,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Server {
    pub listen: SocketAddr,
    pub data: PathBuf,
    pub public_url: String,
    pub trusted_proxies: Vec<IpAddr>,
    pub metrics_for: Vec<IpAddr>,
    pub node: String,
    pub stop_within_seconds: u64,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Database {
    pub url: String,
    pub connections: usize,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("connections", &self.connections).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Language {
    pub model: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Embeddings {
    pub url: String,
    pub model: String,
    pub key: String,
    pub dimensions: usize,
    pub timeout_ms: u64,
}

impl std::fmt::Debug for Embeddings {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embeddings")
            .field("url", &self.url)
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Limits {
    pub sockets_per_address: usize,
    pub buyer_messages_per_minute: u32,
    pub key_messages_per_second: u32,
    pub sessions_per_minute: u32,
    pub failed_sign_ins: u32,
    pub return_pages_per_minute: u32,
    pub requests_per_second: u32,
    pub body_bytes: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Files {
    pub max_bytes: usize,
    pub max_import_bytes: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Webhooks {
    pub allow_private_addresses: bool,
    pub timeout_seconds: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Connections {
    pub timeout_seconds: u64,
    pub look_every_seconds: u64,
    pub parcel_ms: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Workers {
    pub concurrency: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is documented in config.default.toml")]
pub struct Log {
    pub level: String,
    pub format: LogFormat,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What is wrong with the settings, naming the place.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{path}: {source}")]
    NotToml {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// There is no such setting.
    #[error("{origin}: there is no setting {name}")]
    Unknown {
        /// The file, or `environment`.
        origin: String,
        /// What was set.
        name: String,
    },
    /// A setting has a value it cannot have.
    #[error("{0}")]
    Value(String),
}

impl Config {
    /// Reads the settings.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut settings: Table =
            DEFAULTS.parse().map_err(|e: toml::de::Error| ConfigError::Value(e.to_string()))?;
        if let Some(path) = file {
            let text = std::fs::read_to_string(path)
                .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
            let table: Table = text
                .parse()
                .map_err(|source| ConfigError::NotToml { path: path.to_owned(), source: Box::new(source) })?;
            for (section, value) in table {
                let Value::Table(values) = value else {
                    return Err(ConfigError::Unknown { origin: path.display().to_string(), name: section });
                };
                for (name, value) in values {
                    set(&mut settings, &path.display().to_string(), &section, &name, value)?;
                }
            }
        }
        for (name, text) in environment {
            let Some(path) = name.strip_prefix(PREFIX) else { continue };
            // Single words, such as MIAOHUI_HOME, are other programs' business.
            let Some((section, key)) = path.split_once("__") else { continue };
            let (section, key) = (section.to_lowercase(), key.to_lowercase());
            let value = typed(settings.get(&section).and_then(|table| table.get(&key)), text);
            set(&mut settings, "environment", &section, &key, value)?;
        }
        Value::Table(settings)
            .try_into()
            .map_err(|e: toml::de::Error| ConfigError::Value(e.message().to_owned()))
    }

    /// How the outside reaches this server, without a slash at the end.
    pub fn public_url(&self) -> String {
        match self.server.public_url.trim_end_matches('/') {
            "" => format!("http://{}", self.server.listen),
            url => url.to_owned(),
        }
    }

    /// Where the language model lies.
    pub fn model_dir(&self) -> PathBuf {
        match self.language.model.as_str() {
            "" => self.server.data.join("models/use-multilingual-v3"),
            path => PathBuf::from(path),
        }
    }
}

fn set(
    settings: &mut Table,
    origin: &str,
    section: &str,
    name: &str,
    value: Value,
) -> Result<(), ConfigError> {
    let known =
        settings.get_mut(section).and_then(Value::as_table_mut).filter(|table| table.contains_key(name));
    match known {
        Some(table) => {
            table.insert(name.to_owned(), value);
            Ok(())
        }
        None => Err(ConfigError::Unknown { origin: origin.to_owned(), name: format!("{section}.{name}") }),
    }
}

/// A variable's text as the type its default has.
fn typed(default: Option<&Value>, text: String) -> Value {
    let parsed = match default {
        Some(Value::Integer(_)) => text.parse().ok().map(Value::Integer),
        Some(Value::Boolean(_)) => text.parse().ok().map(Value::Boolean),
        Some(Value::Array(_)) => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Some(Value::Array(parts.map(|part| Value::String(part.to_owned())).collect()))
        }
        _ => None,
    };
    parsed.unwrap_or(Value::String(text))
}

/// The settings as a page of documentation.
pub fn reference() -> String {
    format!(
        "# Settings\n\nEvery setting with its default. This page is generated from `crates/server/src/config.default.toml`, \
         which is\nbuilt into the program.\n\n```toml\n{DEFAULTS}```\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::load(None, environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn the_defaults_are_complete() {
        let config = load(&[]).expect("the defaults");
        assert_eq!(config.public_url(), "http://127.0.0.1:7300");
        assert!(config.limits.failed_sign_ins > 0);
    }

    #[test]
    fn the_environment_wins_and_is_typed() {
        let config = load(&[
            ("MIAOHUI_SERVER__LISTEN", "0.0.0.0:80"),
            ("MIAOHUI_LIMITS__FAILED_SIGN_INS", "3"),
            ("MIAOHUI_SERVER__TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2"),
            ("PATH", "/bin"),
        ])
        .expect("settings");
        assert_eq!(config.server.listen.port(), 80);
        assert_eq!((config.limits.failed_sign_ins, config.server.trusted_proxies.len()), (3, 2));
    }

    #[test]
    fn unknown_names_and_wrong_values_are_refused_by_name() {
        let unknown = load(&[("MIAOHUI_SERVER__LISTENS", "x")]).expect_err("unknown").to_string();
        assert!(unknown.contains("server.listens"), "{unknown}");
        assert!(load(&[("MIAOHUI_LIMITS__BODY_BYTES", "many")]).is_err());
        assert!(load(&[("MIAOHUI_LOG__FORMAT", "xml")]).is_err());
    }
}
