//! Files that people send: what they are is found in their bytes, not believed from their name.

use axum::extract::Multipart;
use desk::conversation::attachment::NewAttachment;
use desk::error::Refusal;
use desk::id::ShopId;
use img_parts::{DynImage, ImageEXIF as _, ImageICC as _};

use crate::app::App;
use crate::problem::{Answer, Problem};

/// What may be sent, with the names it may have.
const KINDS: &[(&str, &[&str])] = &[
    ("image/jpeg", &["jpg", "jpeg", "jfif"]),
    ("image/png", &["png"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("application/pdf", &["pdf"]),
    ("video/mp4", &["mp4", "m4v"]),
    ("audio/mpeg", &["mp3"]),
    ("text/plain", &["txt"]),
];

/// Longest name kept, in characters.
const LONGEST_NAME: usize = 120;

/// A file as it came.
pub struct Upload {
    /// What it is called.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The one file of a form.
pub async fn file_of(mut form: Multipart, limit: usize) -> Answer<Upload> {
    let malformed = |e: axum::extract::multipart::MultipartError| {
        if e.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            too_large(limit)
        } else {
            Refusal::invalid("file", "malformed").with("reason", e.body_text()).into()
        }
    };
    while let Some(mut field) = form.next_field().await.map_err(malformed)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = clean_name(field.file_name().unwrap_or_default());
        let mut bytes = Vec::new();
        // Piece by piece: a file far too large is not read to its end.
        while let Some(piece) = field.chunk().await.map_err(malformed)? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > limit {
                return Err(too_large(limit));
            }
        }
        if bytes.is_empty() {
            return Err(Refusal::invalid("file", "file_empty").into());
        }
        return Ok(Upload { name, bytes });
    }
    Err(Refusal::invalid("file", "required").into())
}

fn too_large(limit: usize) -> Problem {
    let megabytes = limit as u64 / (1024 * 1024);
    let shown = if megabytes > 0 { format!("{megabytes} MB") } else { format!("{limit} B") };
    Refusal::too_large("file", "file_too_large").with("limit", shown).into()
}

/// Checks a file, takes out what it tells about the place it was made at, and keeps its bytes.
pub async fn keep(app: &App, shop: ShopId, owner: String, upload: Upload) -> Answer<NewAttachment> {
    let media_type = kind_of(&upload)?;
    let bytes = without_location(media_type, upload.bytes);
    let pixels = imagesize::blob_size(&bytes)
        .ok()
        .and_then(|size| Some((i64::try_from(size.width).ok()?, i64::try_from(size.height).ok()?)));
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let sha256 = app.blobs.put(&bytes).await.map_err(|error| {
        tracing::error!(%error, "a file could not be kept");
        Problem::from(desk::error::Error::Db(db::Error::Unavailable(error.to_string())))
    })?;
    let pixels = pixels.filter(|_| media_type.starts_with("image/"));
    Ok(NewAttachment {
        shop,
        owner,
        sha256,
        name: upload.name,
        media_type: media_type.to_owned(),
        size,
        pixels,
    })
}

/// What the bytes are; refused when it is nothing that may be sent, or not what the name says.
fn kind_of(upload: &Upload) -> Answer<&'static str> {
    let found = infer::get(&upload.bytes).map(|kind| kind.mime_type());
    let kind = match found {
        Some(found) => KINDS.iter().find(|(media_type, _)| *media_type == found),
        // Text has no mark of its own: it is what is readable and names itself so.
        None if is_text(&upload.bytes) => KINDS.iter().find(|(media_type, _)| *media_type == "text/plain"),
        None => None,
    };
    let Some((media_type, extensions)) = kind else {
        return Err(Refusal::invalid("file", "file_kind").into());
    };
    let extension = upload.name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    match extension {
        Some(extension) if !extensions.contains(&extension.as_str()) => {
            Err(Refusal::invalid("file", "file_disguised").into())
        }
        None if *media_type == "text/plain" => Err(Refusal::invalid("file", "file_kind").into()),
        _ => Ok(media_type),
    }
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        let head = text.trim_start().get(..1).unwrap_or_default();
        head != "<" && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    })
}

/// Photographs carry where and with what they were taken. The colour profile stays.
fn without_location(media_type: &str, bytes: Vec<u8>) -> Vec<u8> {
    if !matches!(media_type, "image/jpeg" | "image/png" | "image/webp") {
        return bytes;
    }
    match DynImage::from_bytes(bytes.clone().into()) {
        Ok(Some(mut image)) => {
            let profile = image.icc_profile();
            image.set_exif(None);
            image.set_icc_profile(profile);
            image.encoder().bytes().to_vec()
        }
        _ => bytes,
    }
}

/// The last part of a path, without anything that could lead elsewhere or hide what it is.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let kept: String = last.chars().filter(|c| !invisible(*c)).collect();
    let kept = kept.trim().trim_start_matches('.');
    let count = kept.chars().count();
    if kept.is_empty() {
        "file".to_owned()
    } else {
        kept.chars().skip(count.saturating_sub(LONGEST_NAME)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, bytes: &[u8]) -> Result<&'static str, String> {
        kind_of(&Upload { name: clean_name(name), bytes: bytes.to_vec() }).map_err(|problem| problem.code)
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn the_bytes_decide() {
        assert_eq!(kind("a.png", PNG), Ok("image/png"));
        assert_eq!(kind("a.PNG", PNG), Ok("image/png"));
        assert_eq!(kind("a.jpg", PNG), Err("file_disguised".into()));
        assert_eq!(kind("a.png", b"<svg onload=alert(1)>"), Err("file_kind".into()));
        assert_eq!(kind("a.txt", b"<script>alert(1)</script>"), Err("file_kind".into()));
        assert_eq!(kind("a.html", b"plain"), Err("file_disguised".into()));
        assert_eq!(kind("a.exe", b"MZ\x90\0\x03"), Err("file_kind".into()));
        assert_eq!(kind("notes.txt", "尺码 M".as_bytes()), Ok("text/plain"));
    }

    #[test]
    fn a_name_is_only_a_name() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\照片.png"), "照片.png");
        assert_eq!(clean_name("\u{200b}.htaccess"), "htaccess");
        assert_eq!(clean_name("a\u{202e}gnp.exe"), "agnp.exe");
        assert_eq!(clean_name(""), "file");
    }
}
