//! Rows of data to measure with: files of one JSON object a line.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
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

/// A row, and where it stands.
#[derive(Debug)]
pub(super) struct Row<T> {
    file: PathBuf,
    line: usize,
    /// What it says.
    pub(super) says: T,
}

/// Reads a file, every row or none: what is wrong is told with file, line and field. Empty lines are passed over.
pub(super) fn read<T: DeserializeOwned>(file: &Path) -> anyhow::Result<Vec<Row<T>>> {
    let bytes = fs::read(file).with_context(|| file.display().to_string())?;
    let text = str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        anyhow::anyhow!("{}, line {line}: is not UTF-8", file.display())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let filled = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows = filled.map(|(at, line)| row(file, at + 1, line)).collect::<anyhow::Result<Vec<_>>>()?;
    if rows.is_empty() {
        bail!("{}: has no rows", file.display());
    }
    Ok(rows)
}

/// The same, each row with the number of its line.
pub(super) fn numbered<T: DeserializeOwned>(file: &Path) -> anyhow::Result<Vec<(usize, T)>> {
    Ok(read(file)?.into_iter().map(|row: Row<T>| (row.line, row.says)).collect())
}

fn row<T: DeserializeOwned>(file: &Path, line: usize, text: &str) -> anyhow::Result<Row<T>> {
    let mut json = serde_json::Deserializer::from_str(text);
    let place = || format!("{}, line {line}", file.display());
    let says = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let field = match error.path().to_string() {
            path if path == "." => String::new(),
            path => format!(", field {path}"),
        };
        anyhow::anyhow!("{}{field}: {}", place(), without_place(&error.into_inner()))
    })?;
    json.end().map_err(|error| anyhow::anyhow!("{}: {}", place(), without_place(&error)))?;
    Ok(Row { file: file.to_owned(), line, says })
}

/// What is wrong, without the position that the parser counts within the line.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(what, _)| what.to_owned())
}

impl<T> Row<T> {
    /// The error that says what is wrong with this row.
    pub(super) fn wrong(&self, field: &str, what: impl std::fmt::Display) -> anyhow::Error {
        anyhow::anyhow!("{}, line {}, field {field}: {what}", self.file.display(), self.line)
    }

    /// Where it stands in its file.
    pub(super) fn line(&self) -> usize {
        self.line
    }
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
