//! What is written in two places says the same in both: descriptions of the interface, codes and their sentences, pins.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use language::encoder::WHEEL;

/// Where the sources begin.
pub(crate) fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Reads a file of the sources.
pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file below a folder of the sources, in order.
pub(crate) fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn is_generated(file: &str, should_be: &str) {
    assert!(text(file) == should_be, "{file} is not what the sources say: run `cargo xtask generate`");
}

#[test]
fn the_api_is_described_as_it_is() {
    let description = server::api::description().to_pretty_json().expect("JSON");
    is_generated("docs/openapi.json", &format!("{description}\n"));
}

#[test]
fn the_settings_are_described_as_they_are() {
    is_generated("docs/config.md", &server::config::reference());
}

#[test]
fn the_pinned_model_is_the_one_that_is_read() {
    let pin = format!("{}=={} --hash=sha256:{}", WHEEL.package, WHEEL.version, WHEEL.sha256);
    let pins = text("crates/language/model.requirements.txt");
    let pins: Vec<&str> = pins.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(pins, [pin]);
}

#[test]
fn every_code_has_a_sentence_and_every_sentence_a_code() {
    let sources: String =
        ["crates/desk/src", "crates/commerce/src", "crates/documents/src", "crates/server/src"]
            .into_iter()
            .flat_map(rust_files)
            .map(|path| fs::read_to_string(path).expect("a source"))
            .collect();
    let mut codes = codes(&sources);
    // Never leaves the program: it only undoes what a trial run has stored.
    codes.remove("undone");
    assert!(codes.len() > 50, "only {} codes were found", codes.len());
    for file in ["problems.zh.json", "problems.en.json"] {
        let catalogue: BTreeMap<String, String> =
            serde_json::from_str(&text(&format!("crates/server/src/i18n/{file}"))).expect("a catalogue");
        let silent: Vec<_> = codes.iter().filter(|code| !catalogue.contains_key(**code)).collect();
        assert!(silent.is_empty(), "{file} has no sentence for {silent:?}");
        let unused: Vec<_> =
            catalogue.keys().filter(|code| !sources.contains(&format!("\"{code}\""))).collect();
        assert!(unused.is_empty(), "{file} has sentences for codes that nothing gives: {unused:?}");
    }
}

/// The codes that sources give: what `Refusal::…` is given, and what is set as `code`.
fn codes(sources: &str) -> BTreeSet<&str> {
    let mut codes = BTreeSet::new();
    for (start, call) in sources.match_indices("Refusal::") {
        let rest = &sources[start + call.len()..];
        let Some((kind, rest)) = rest.split_once('(') else { continue };
        if ["invalid", "too_large", "not_found", "conflict", "unauthenticated", "too_many"].contains(&kind) {
            let arguments = arguments(rest);
            let code = match kind {
                "invalid" | "too_large" => arguments.rsplit_once(',').map_or("", |(_, code)| code),
                _ => arguments,
            };
            codes.extend(literals(code).next());
        }
    }
    for mark in ["refusal.code = ", "must_see(", "Self::failure("] {
        for (start, _) in sources.match_indices(mark) {
            let line = sources[start + mark.len()..].lines().next().unwrap_or_default();
            codes.extend(literals(line).last().filter(|word| word.contains(|c: char| c.is_lowercase())));
        }
    }
    codes
}

/// The text up to the parenthesis that closes the one before it.
fn arguments(rest: &str) -> &str {
    let mut depth = 1;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[..at];
        }
    }
    rest
}

fn literals(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').skip(1).step_by(2)
}
