//! What may be said: plain text of a bounded length.

use crate::error::{Refusal, Result};

/// Longest message, in characters.
pub const LONGEST: usize = 4000;
/// Longest id that a channel or a client may give a message, in characters.
pub const LONGEST_ID: usize = 200;

/// The text without surrounding space, or why it cannot be taken. Empty is fine only beside an attachment.
pub fn clean(text: &str, attachments: usize) -> Result<String> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() && attachments == 0 {
        return Err(Refusal::invalid("text", "required").into());
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::invalid("text", "text_too_long").with("limit", LONGEST).into());
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Refusal::invalid("text", "control_characters").into());
    }
    Ok(text.to_owned())
}

/// An id given from outside: something short that can be printed.
pub fn clean_id(field: &'static str, id: &str) -> Result<String> {
    if id.trim().is_empty() {
        return Err(Refusal::invalid(field, "required").into());
    }
    if id.chars().count() > LONGEST_ID {
        return Err(Refusal::invalid(field, "text_too_long").with("limit", LONGEST_ID).into());
    }
    if id.chars().any(char::is_control) {
        return Err(Refusal::invalid(field, "control_characters").into());
    }
    Ok(id.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        clean(text, 0).err().and_then(|error| error.refusal().map(|refusal| refusal.code))
    }

    #[test]
    fn what_cannot_be_said_is_named() {
        assert_eq!(code(" \n\t "), Some("required"));
        assert_eq!(code("a\0b"), Some("control_characters"));
        assert_eq!(code("\u{1b}[31m"), Some("control_characters"));
        assert_eq!(code(&"长".repeat(4001)), Some("text_too_long"));
    }

    #[test]
    fn lines_and_emoji_stay() {
        assert_eq!(clean(" 在吗\r\n👨‍👩‍👧 ", 0).ok().as_deref(), Some("在吗\n👨‍👩‍👧"));
        assert_eq!(clean("", 1).ok().as_deref(), Some(""));
    }
}
