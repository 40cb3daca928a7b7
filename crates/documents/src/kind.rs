use crate::Refused;

/// The kinds of files that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page.
    Html,
    /// Text with marks for headings.
    Markdown,
    /// A text of an office program.
    Docx,
    /// Printed pages.
    Pdf,
    /// A workbook.
    Xlsx,
    /// A table as text.
    Csv,
    /// Plain text.
    Text,
}

/// How other kinds of files begin that somebody may have renamed.
const BINARY: &[&[u8]] = &[
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    OLE,
];
/// Office files of before 2007, and encrypted ones.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

impl Kind {
    /// By the ending of a name.
    pub fn of(name: &str) -> Result<Self, Refused> {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("html" | "htm" | "xhtml") => Ok(Self::Html),
            Some("md" | "markdown") => Ok(Self::Markdown),
            Some("docx") => Ok(Self::Docx),
            Some("pdf") => Ok(Self::Pdf),
            Some("xlsx") => Ok(Self::Xlsx),
            Some("csv" | "tsv") => Ok(Self::Csv),
            Some("txt" | "text") => Ok(Self::Text),
            Some("docm" | "dotm" | "xlsm" | "xltm" | "xlam" | "pptm") => Err(Refused::Macros),
            _ => Err(Refused::UnknownKind),
        }
    }

    /// Refuses bytes that are something else.
    pub(crate) fn must_be(self, bytes: &[u8]) -> Result<(), Refused> {
        if bytes.starts_with(OLE) && matches!(self, Self::Docx | Self::Xlsx) {
            let packed: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            let encrypted = bytes.windows(packed.len()).any(|window| window == packed);
            return Err(if encrypted { Refused::Encrypted } else { Refused::OtherThanNamed });
        }
        let fits = match self {
            Self::Docx | Self::Xlsx => bytes.starts_with(b"PK\x03\x04"),
            Self::Pdf => bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-"),
            Self::Html | Self::Markdown | Self::Csv | Self::Text => {
                !BINARY.iter().any(|magic| bytes.starts_with(magic))
            }
        };
        if fits { Ok(()) } else { Err(Refused::OtherThanNamed) }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Text => "text",
        }
    }
}
