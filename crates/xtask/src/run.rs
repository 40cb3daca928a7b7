//! Building everything, and starting it.

use std::path::PathBuf;
use std::process::Command;

use crate::step::{Done, root, say, step};
use crate::{model, web};

/// Builds the pages and the release binary; gives the binary.
pub(crate) fn build() -> Done<PathBuf> {
    web::build()?;
    step(
        "building miaohui (the first time takes some minutes)",
        "",
        "cargo",
        &["build", "--release", "--package", "server"],
    )?;
    Ok(root().join("target/release/miaohui"))
}

/// Builds everything and serves a demo seller, with its data in `data/`; `arguments` are added to `miaohui serve`.
pub(crate) fn run(arguments: &[String]) -> Done {
    let has_model = model::fetch()?;
    let binary = build()?;
    let mut serve = Command::new(binary);
    serve.args(["serve", "--demo"]).args(arguments).current_dir(root());
    if has_model {
        serve.env("MIAOHUI_LANGUAGE__MODEL", model::folder());
    }
    say("\n── starting; Ctrl+C stops it");
    replace(&mut serve)
}

/// Becomes the server, so that signals reach it and nothing else stands in between.
#[cfg(unix)]
fn replace(command: &mut Command) -> Done {
    use std::os::unix::process::CommandExt as _;
    Err(format!("miaohui cannot be started: {}", command.exec()))
}

#[cfg(not(unix))]
fn replace(command: &mut Command) -> Done {
    crate::step::timed("serving", command)
}
