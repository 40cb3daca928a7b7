//! Office files are archives; what is unpacked is counted before anything reads it.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::{MOST_UNFOLDED, Refused};

/// Files in an archive at most.
const MOST_ENTRIES: usize = 4000;
/// How many times larger a file may become that is not small.
const MOST_GROWTH: u64 = 200;
/// What is smaller than this may grow as it likes.
const SMALL: u64 = 1 << 20;

/// An archive that is safe to unpack.
pub(crate) fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Refused> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    if archive.len() > MOST_ENTRIES {
        return Err(Refused::Bomb);
    }
    let mut unfolded = 0;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refused::Encrypted,
            _ => Refused::Damaged,
        })?;
        let name = file.name().map_err(|_| Refused::Damaged)?.to_ascii_lowercase();
        if name.ends_with("vbaproject.bin") || name.contains("/macrosheets/") {
            return Err(Refused::Macros);
        }
        let packed = file.compressed_size();
        // What is said of sizes may be a lie, so what comes out is counted.
        let most = (MOST_UNFOLDED - unfolded).min(SMALL.max(packed.saturating_mul(MOST_GROWTH)));
        let out =
            std::io::copy(&mut file.take(most + 1), &mut std::io::sink()).map_err(|_| Refused::Damaged)?;
        if out > most {
            return Err(Refused::Bomb);
        }
        unfolded += out;
    }
    let types = part(&mut archive, "[Content_Types].xml").unwrap_or_default();
    if String::from_utf8_lossy(&types).contains("macroEnabled") {
        return Err(Refused::Macros);
    }
    Ok(archive)
}

/// A file of the archive, which was counted before.
pub(crate) fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, Refused> {
    let file = archive.by_name(name).map_err(|_| Refused::OtherThanNamed)?;
    let mut bytes = Vec::new();
    file.take(MOST_UNFOLDED).read_to_end(&mut bytes).map_err(|_| Refused::Damaged)?;
    Ok(bytes)
}
