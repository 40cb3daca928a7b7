//! Running programs, and saying what is being done.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Why something was not done, in a sentence.
pub(crate) type Done<T = ()> = Result<T, String>;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Tells whoever is watching.
#[expect(clippy::print_stderr, reason = "progress is for whoever started this")]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}

/// Runs a program at `folder` (from the root), with its output shown, and says how long it took.
pub(crate) fn step(what: &str, folder: &str, program: &str, arguments: &[&str]) -> Done {
    timed(what, Command::new(program).args(arguments).current_dir(root().join(folder)))
}

/// The same for a command that was put together elsewhere.
pub(crate) fn timed(what: &str, command: &mut Command) -> Done {
    say(&format!("\n── {what}"));
    let started = Instant::now();
    let status = command
        .status()
        .map_err(|error| format!("{what}: {} cannot be started: {error}", command.get_program().display()))?;
    if !status.success() {
        return Err(format!("{what} failed: {command:?} ended with {status}"));
    }
    say(&format!("   {what}: {:.0} s", started.elapsed().as_secs_f64()));
    Ok(())
}

/// Whether a program can be started.
pub(crate) fn there(program: &str, argument: &str) -> bool {
    let quiet = || Stdio::null();
    Command::new(program)
        .arg(argument)
        .stdout(quiet())
        .stderr(quiet())
        .status()
        .is_ok_and(|status| status.success())
}

/// The newest change of anything below these paths, leaving out what is fetched or built.
pub(crate) fn newest(paths: &[PathBuf]) -> Option<std::time::SystemTime> {
    paths.iter().filter_map(|path| newest_in(path)).max()
}

fn newest_in(path: &Path) -> Option<std::time::SystemTime> {
    let built = |name: &std::ffi::OsStr| name == "node_modules" || name == "dist" || name == "shots";
    if path.is_dir() {
        let entries = std::fs::read_dir(path).ok()?;
        return entries
            .flatten()
            .filter(|entry| !built(&entry.file_name()))
            .filter_map(|entry| newest_in(&entry.path()))
            .max();
    }
    path.metadata().and_then(|data| data.modified()).ok()
}
