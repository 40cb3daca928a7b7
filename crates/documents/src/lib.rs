//! What a file says: pages, policies and sheets as headings with the text below them.
//!
//! Pure: bytes and a name go in, a [`Document`] comes out, or the reason why not. Nothing of a refused file is given.

mod archive;
mod docx;
pub mod encoding;
mod html;
mod kind;
mod markdown;
mod outline;
mod pairs;
mod pdf;
mod plain;
mod sheet;

use std::panic::catch_unwind;

pub use kind::Kind;

/// Bytes of a file at most.
pub const MOST_BYTES: usize = 10 << 20;
/// Bytes that what is packed may unfold to.
pub(crate) const MOST_UNFOLDED: u64 = 64 << 20;
/// Elements inside each other at most.
pub(crate) const DEEPEST: usize = 256;
/// Sections of a document at most; what comes after is a document of its own.
pub const MOST_SECTIONS: usize = 2000;

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its own title, or its first heading, or its name.
    pub title: String,
    /// Its parts, in its order. At least one, and none is empty.
    pub sections: Vec<Section>,
}

/// What stands below a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The path of headings: the same for the same place in a later version of the file.
    pub key: String,
    /// Its heading; empty for what stands before the first.
    pub heading: String,
    /// Its lines.
    pub text: String,
    /// When it reads as questions and answers: these.
    pub questions: Vec<Pair>,
    /// When it is a list of what is so about something: names and values.
    pub facts: Vec<Fact>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// What is asked.
    pub question: String,
    /// What is answered.
    pub answer: String,
}

/// A line of a table of two columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What is said something about.
    pub name: String,
    /// What is said.
    pub value: String,
}

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing is in it, or nothing that can be read.
    #[error("it is empty")]
    Empty,
    /// It is larger than [`MOST_BYTES`].
    #[error("it is too large")]
    TooLarge,
    /// No kind of file that is read.
    #[error("this kind of file is not read")]
    UnknownKind,
    /// What is in it is something else than its name says.
    #[error("it is not what its name says")]
    OtherThanNamed,
    /// Its characters cannot be told.
    #[error("its encoding is unknown")]
    Encoding,
    /// It unfolds to too much.
    #[error("it unfolds to too much")]
    Bomb,
    /// It carries a program.
    #[error("it carries macros")]
    Macros,
    /// It needs a password.
    #[error("it is encrypted")]
    Encrypted,
    /// Its parts are nested too deeply.
    #[error("it is nested too deeply")]
    TooDeep,
    /// It declares entities, which may grow without end.
    #[error("it declares entities")]
    Entities,
    /// It is broken.
    #[error("it is damaged")]
    Damaged,
    /// It has pictures of text, and no text.
    #[error("it has no text")]
    NoText,
}

impl Refused {
    /// The stable name of the reason.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::TooLarge => "document_too_large",
            Self::UnknownKind => "document_kind_unknown",
            Self::OtherThanNamed => "document_other_than_named",
            Self::Encoding => "unknown_encoding",
            Self::Bomb => "document_unfolds_too_far",
            Self::Macros => "document_has_macros",
            Self::Encrypted => "document_encrypted",
            Self::TooDeep => "document_too_deep",
            Self::Entities => "document_declares_entities",
            Self::Damaged => "document_damaged",
            Self::NoText => "document_has_no_text",
        }
    }
}

/// Reads a file. Its name tells what it should be; what is in it must be that.
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > MOST_BYTES {
        return Err(Refused::TooLarge);
    }
    let kind = Kind::of(name)?;
    kind.must_be(bytes)?;
    // The readers are other people's work and meet whatever strangers send.
    let read = catch_unwind(|| match kind {
        Kind::Html => html::read(bytes),
        Kind::Markdown => markdown::read(bytes),
        Kind::Docx => docx::read(bytes),
        Kind::Pdf => pdf::read(bytes),
        Kind::Xlsx => sheet::workbook(bytes),
        Kind::Csv => sheet::csv(bytes),
        Kind::Text => plain::read(bytes),
    });
    read.unwrap_or(Err(Refused::Damaged))?.finish(name)
}
