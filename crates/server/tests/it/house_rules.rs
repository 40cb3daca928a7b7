//! What ARCHITECTURE.md says of the house is so.

use std::fs;
use std::path::Path;

use crate::contracts::{root, rust_files, text};

const DESK: &str = "crates/desk/src";

/// Uses of a later room that are meant: each names a type that is handed in, and calls no operation of the room.
const MEANT: &[(&str, &str, &str)] = &[
    ("ctx", "error", "an operation's result names the error"),
    ("ctx", "fact", "a store is given what facts cause when it is made, as a function over a recorded one"),
    ("ctx", "id", "a store is given what runs say when it is made, as a function over the run's id"),
    ("money", "shop", "amounts are written in a language, which is a type of the shop's"),
    ("knowledge", "mind", "the shelf is handed the mind and embeds a question with the language in it"),
];

/// The rooms in their order, as the crate's first lines give it.
fn rooms() -> Vec<String> {
    let lib = text(&format!("{DESK}/lib.rs"));
    let listed = lib.lines().filter_map(|line| line.strip_prefix("//! - "));
    listed
        .flat_map(|line| line.split("[`").skip(1).filter_map(|rest| rest.split_once("`]")))
        .map(|(room, _)| room.to_owned())
        .collect()
}

/// The names that follow `crate::` in a line of code.
fn used(line: &str) -> Vec<&str> {
    let word = |text: &'_ str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut names = Vec::new();
    for (at, mark) in line.match_indices("crate::") {
        let rest = &line[at + mark.len()..];
        match rest.strip_prefix('{').and_then(|list| list.split_once('}')) {
            Some((list, _)) => names.extend(list.split(',').map(str::trim).map(|name| &name[..word(name)])),
            None => names.push(&rest[..word(rest)]),
        }
    }
    names
}

#[test]
fn a_room_uses_only_rooms_before_it() {
    let rooms = rooms();
    assert!(rooms.len() > 20, "{rooms:?}");
    let place = |name: &str| rooms.iter().position(|room| room == name);
    let (mut upward, mut meant) = (Vec::new(), MEANT.to_vec());
    for path in rust_files(DESK) {
        let inside = path.strip_prefix(root().join(DESK)).expect("a file of the crate");
        let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        let room = first.trim_end_matches(".rs");
        if ["lib", "json"].contains(&room) {
            continue;
        }
        let own = place(room).unwrap_or_else(|| panic!("{room} is not among the rooms that lib.rs lists"));
        let source = fs::read_to_string(&path).expect("a source");
        for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for name in used(line).into_iter().filter(|name| place(name).is_some_and(|other| other > own)) {
                if MEANT.iter().any(|(from, to, _)| (*from, *to) == (room, name)) {
                    meant.retain(|(from, to, _)| (*from, *to) != (room, name));
                } else {
                    upward.push(format!("{}: {}", inside.display(), line.trim()));
                }
            }
        }
        assert!(!climbs_out(inside, &source), "{} reaches another room by `super`", inside.display());
    }
    assert!(upward.is_empty(), "uses of a later room:\n{}", upward.join("\n"));
    assert!(meant.is_empty(), "no longer used: {meant:?}");
}

/// Whether a file names another room by going up instead of from the root, where the walk would not see it.
fn climbs_out(inside: &Path, source: &str) -> bool {
    let depth = inside.components().count() - usize::from(inside.ends_with("mod.rs"));
    let (code, tests) = source.split_once("#[cfg(test)]").unwrap_or((source, ""));
    code.contains(&"super::".repeat(depth)) || tests.contains(&"super::".repeat(depth + 1))
}

#[test]
fn statements_are_in_stores() {
    for krate in ["commerce", "desk", "language", "search", "server"] {
        for path in rust_files(&format!("crates/{krate}/src")) {
            let source = fs::read_to_string(&path).expect("a source");
            let speaks = ["db::sql!", "SELECT ", "INSERT INTO ", "DELETE FROM "]
                .iter()
                .any(|word| source.contains(word));
            assert!(!speaks || path.ends_with("store.rs"), "{} has a statement", path.display());
        }
    }
}

#[test]
fn the_business_knows_no_transport() {
    let manifest = text("crates/desk/Cargo.toml");
    for stranger in ["axum", "reqwest", "hyper", "tokio-tungstenite", "tower"] {
        let named = manifest.lines().any(|line| line.split(['.', ' ', '=']).next() == Some(stranger));
        assert!(!named, "desk depends on {stranger}");
    }
}

#[test]
fn whatever_the_architecture_names_is_there() {
    let architecture = text("ARCHITECTURE.md");
    let spans = architecture.split('`').skip(1).step_by(2);
    let links = architecture.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(to, _)| to);
    let mut seen = 0;
    for name in spans.chain(links).filter(|name| name.contains('/') && !name.starts_with('/')) {
        let kept = name.split(['*', '<']).next().unwrap_or_default();
        let homes = ["", "crates/db", DESK, "crates/server/src", "web/console/src"];
        assert!(homes.iter().any(|home| root().join(home).join(kept).exists()), "there is no {name}");
        seen += 1;
    }
    assert!(seen > 20, "only {seen} names were found");
}
