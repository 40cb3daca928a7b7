//! Reading what is measured: one JSON object a line. What is wrong is named with its file, line and field.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use language::Language;
use serde::de::DeserializeOwned;

use crate::cli::complain;
use crate::config::Config;

/// Where the settings are; `--data` means something else here than where a server keeps its data.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// A file with settings; see `miaohui settings-reference`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The rows of a file, with their line numbers; empty lines are passed over.
pub(super) fn read<T: DeserializeOwned>(file: &Path) -> anyhow::Result<Vec<(usize, T)>> {
    let name = file.display();
    let bytes = std::fs::read(file).with_context(|| name.to_string())?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        anyhow!("{name}, line {line}: not UTF-8")
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows = lines.map(|(at, line)| {
        let reader = &mut serde_json::Deserializer::from_str(line);
        let row = serde_path_to_error::deserialize(&mut *reader).map_err(|error| {
            let field = match error.path().to_string() {
                path if path == "." => String::new(),
                path => format!(", field {path}"),
            };
            anyhow!("{name}, line {}{field}: {}", at + 1, error.inner())
        })?;
        reader.end().map_err(|error| anyhow!("{name}, line {}: {error}", at + 1))?;
        Ok((at + 1, row))
    });
    let rows = rows.collect::<anyhow::Result<Vec<_>>>()?;
    if rows.is_empty() {
        bail!("{name}: no rows");
    }
    Ok(rows)
}

/// Refuses a text that says nothing.
pub(super) fn must_say_something(file: &Path, line: usize, text: &str) -> anyhow::Result<()> {
    if text.trim().is_empty() {
        bail!("{}, line {line}, field text: is empty", file.display());
    }
    Ok(())
}

/// The understanding that `serve` would use.
pub(super) fn language(settings: &Settings) -> anyhow::Result<Language> {
    let folder = Config::load(settings.config.as_deref(), std::env::vars())?.model_dir();
    let language = Language::load(&folder)?;
    if !language.has_model() {
        complain(&format!(
            "no language model in {}: measured without one, which understands less",
            folder.display()
        ));
    }
    Ok(language)
}
