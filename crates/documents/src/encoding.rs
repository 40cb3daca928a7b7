//! The text of a file, in one of the encodings that office programs and pages are written in.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The text of a file: by its mark, else UTF-8, else what it says of itself, else GB18030. None when it is none of them.
pub fn text(bytes: &[u8]) -> Option<String> {
    for encoding in [UTF_16LE, UTF_16BE] {
        let mark: &[u8] = if encoding == UTF_16LE { b"\xff\xfe" } else { b"\xfe\xff" };
        if let Some(rest) = bytes.strip_prefix(mark) {
            return decoded(encoding, rest);
        }
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return decoded(UTF_8, rest);
    }
    if bytes.contains(&0) {
        return None;
    }
    // Programs in China save as GB18030 unless told otherwise, and a few words of it may look like UTF-8.
    match std::str::from_utf8(bytes) {
        Ok(text) if !mixes_scripts(text) => Some(text.to_owned()),
        Ok(text) => decoded(GB18030, bytes).or_else(|| Some(text.to_owned())),
        Err(_) => match declared(bytes) {
            Some(encoding) if encoding != UTF_8 => decoded(encoding, bytes),
            _ => decoded(GB18030, bytes),
        },
    }
}

fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// What a page says of itself near its top: `<meta charset="big5">`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let top = &bytes[..bytes.len().min(2048)];
    let at = top.windows(8).position(|window| window.eq_ignore_ascii_case(b"charset="))? + 8;
    let label: Vec<u8> = top[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\''))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        .collect();
    Encoding::for_label(&label)
}

/// Whether letters of different scripts stand side by side, as nobody writes them: `Ůװ` is 女装 read wrongly.
fn mixes_scripts(text: &str) -> bool {
    let script = |c: char| match u32::from(c) {
        0xc0..=0x24f => Some(1),
        0x370..=0x3ff => Some(2),
        0x400..=0x52f => Some(3),
        0x250..=0x36f | 0x530..=0x7ff => Some(4),
        _ => None,
    };
    let mut before = None;
    for c in text.chars().map(script) {
        if let (Some(one), Some(other)) = (before, c)
            && one != other
        {
            return true;
        }
        before = c;
    }
    false
}
