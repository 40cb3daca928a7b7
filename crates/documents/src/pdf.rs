use std::io::Read as _;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use flate2::read::ZlibDecoder;

use crate::outline::Outline;
use crate::{MOST_UNFOLDED, Refused, plain};

/// Long enough for any text of ten megabytes.
const LONGEST: Duration = Duration::from_secs(20);
/// Fonts and forms within each other use up a stack.
const STACK: usize = 32 << 20;

pub(crate) fn read(bytes: &[u8]) -> Result<Outline, Refused> {
    must_stay_small(bytes)?;
    let owned = bytes.to_vec();
    let (done, result) = mpsc::channel();
    let reader = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK);
    // A reader that panics drops its end, one that never comes to an end is not waited for.
    reader.spawn(move || done.send(text(&owned))).map_err(|_| Refused::Damaged)?;
    let text = result.recv_timeout(LONGEST).unwrap_or(Err(Refused::Damaged))?;
    if text.trim().is_empty() {
        return Err(Refused::NoText);
    }
    let mut outline = Outline::default();
    plain::lines(&mut outline, &joined(&text));
    Ok(outline)
}

fn text(bytes: &[u8]) -> Result<String, Refused> {
    let document = pdf_extract::Document::load_mem(bytes).map_err(|error| {
        if error.to_string().to_lowercase().contains("password") {
            Refused::Encrypted
        } else {
            Refused::Damaged
        }
    })?;
    if document.is_encrypted() || document.trailer.get(b"Encrypt").is_ok() {
        return Err(Refused::Encrypted);
    }
    pdf_extract::extract_text_from_mem(bytes).map_err(|_| Refused::Damaged)
}

/// Counts what the packed streams unfold to, wherever they are in the file.
fn must_stay_small(bytes: &[u8]) -> Result<(), Refused> {
    let mut unfolded = 0;
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], b"stream").map(|at| from + at) {
        let begin = at + b"stream".len();
        from = begin;
        let line = bytes[begin..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let packed = &bytes[begin + line..];
        if packed.first().is_none_or(|b| b & 0x0f != 8) {
            continue;
        }
        let left = MOST_UNFOLDED - unfolded;
        let mut out = ZlibDecoder::new(packed).take(left + 1);
        // What is damaged counts as far as it unfolds.
        let mut piece = [0; 16 * 1024];
        while let Ok(read @ 1..) = out.read(&mut piece) {
            unfolded += read as u64;
        }
        if unfolded > MOST_UNFOLDED {
            return Err(Refused::Bomb);
        }
    }
    Ok(())
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

/// Lines that were broken to fit the page, put together again.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = 0;
    for line in text.lines().map(str::trim) {
        let length = line.chars().count();
        let ended =
            out.ends_with(['。', '.', '！', '!', '？', '?', '：', ':', '；', ';', '\n']) || out.is_empty();
        if length > 0 && before >= 28 && !ended {
            if out.ends_with(|c: char| c.is_ascii()) {
                out.push(' ');
            }
        } else if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
        before = length;
    }
    out
}
