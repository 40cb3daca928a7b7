//! Everything that must hold, cheapest first.

use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::Duration;

use crate::step::{Done, root, say, step, there, timed};
use crate::web::{PROJECTS, STORIES};
use crate::{model, web};

/// Runs every test.
pub(crate) fn test() -> Done {
    let has_model = model::fetch()?;
    step("formats", "", "cargo", &["fmt", "--all", "--check"])?;
    web::build()?;
    pages()?;
    step(
        "lints",
        "",
        "cargo",
        &["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"],
    )?;
    step("building miaohui for tests", "", "cargo", &["build", "--package", "server"])?;
    rust(has_model)?;
    stories(has_model)?;
    say("\n── all of it holds");
    Ok(())
}

/// Types, lints, unit tests and sizes of the pages.
fn pages() -> Done {
    for project in &PROJECTS {
        project.install()?;
        project.npm("checking", "check")?;
        if project.folder != STORIES.folder {
            project.npm("testing", "test")?;
            project.npm("weighing", "size")?;
        }
    }
    Ok(())
}

/// The tests of the crates. Those of PostgreSQL end in `::postgres` and are left out where there is none.
fn rust(has_model: bool) -> Done {
    let nextest = there("cargo-nextest", "--version");
    let mut command = Command::new("cargo");
    command.current_dir(root());
    if nextest {
        command.args(["nextest", "run", "--workspace"]);
    } else {
        command.args(["test", "--workspace"]);
    }
    if !postgres_answers() {
        say("\n   PostgreSQL does not answer: SKIPPED are all tests whose names end in ::postgres.");
        say("   Start it on 127.0.0.1:5432 or name another in MIAOHUI_TEST_POSTGRES to run them.");
        if nextest {
            command.args(["--filterset", "not test(/::postgres$/)"]);
        } else {
            command.args(["--", "--skip", "::postgres"]);
        }
    }
    if has_model {
        command.env("MIAOHUI_MODEL_DIR", model::folder());
    }
    timed("tests of the crates", &mut command)
}

/// Whether there is a database for tests: the one that is named, or one at the usual place.
fn postgres_answers() -> bool {
    if std::env::var_os("MIAOHUI_TEST_POSTGRES").is_some() {
        return true;
    }
    let usual: SocketAddr = ([127, 0, 0, 1], 5432).into();
    TcpStream::connect_timeout(&usual, Duration::from_secs(1)).is_ok()
}

/// The stories, in a real browser against the real binary.
fn stories(has_model: bool) -> Done {
    let browsers = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let given = std::env::var("MIAOHUI_TEST_BROWSER").ok();
    let Some(browser) =
        given.or_else(|| browsers.iter().find(|b| there(b, "--version")).map(ToString::to_string))
    else {
        say("\n   There is no Chromium: SKIPPED are the stories in web/e2e.");
        say("   Install chromium, or name a browser in MIAOHUI_TEST_BROWSER, to run them.");
        return Ok(());
    };
    let mut command = Command::new("npm");
    command
        .args(["run", "--silent", "stories"])
        .current_dir(root().join(STORIES.folder))
        .env("MIAOHUI_TEST_BROWSER", browser)
        .env("MIAOHUI_BINARY", root().join("target/debug/miaohui"));
    if has_model {
        command.env("MIAOHUI_LANGUAGE__MODEL", model::folder());
    }
    timed("stories in a browser", &mut command)
}

/// Writes the generated files anew. A test fails when they are not what the sources say.
pub(crate) fn generate() -> Done {
    step("building miaohui", "", "cargo", &["build", "--package", "server"])?;
    for (command, file) in
        [("api-description", "docs/openapi.json"), ("settings-reference", "docs/config.md")]
    {
        let output = Command::new(root().join("target/debug/miaohui"))
            .arg(command)
            .output()
            .map_err(|error| format!("{command}: {error}"))?;
        if !output.status.success() {
            return Err(format!("miaohui {command} failed"));
        }
        std::fs::write(root().join(file), output.stdout).map_err(|error| format!("{file}: {error}"))?;
    }
    let console =
        PROJECTS.iter().find(|project| project.folder == "web").ok_or("the console's project is gone")?;
    console.install()?;
    console.npm("generating the client of", "generate")
}
