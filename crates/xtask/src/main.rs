//! `cargo xtask run` builds everything and starts it with a demo seller; `cargo xtask test` runs every test.

mod model;
mod run;
mod step;
mod test;
mod web;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run [ARGUMENTS]   build everything and start the server with a demo seller; arguments go to `miaohui serve`
cargo xtask test              everything that must hold: formats, lints, both databases, pages, stories in a browser
cargo xtask build             build the pages and the release binary
cargo xtask model             fetch the language model
cargo xtask generate          write the generated files anew: docs/openapi.json, docs/config.md, the web client's types
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("", [].as_slice()),
    };
    let done = match command {
        "run" => run::run(rest),
        "test" => test::test(),
        "build" => run::build().map(drop),
        "model" => model::fetch().map(drop),
        "generate" => test::generate(),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            step::say(&problem);
            ExitCode::FAILURE
        }
    }
}
