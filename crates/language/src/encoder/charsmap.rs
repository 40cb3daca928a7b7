//! The normaliser inside a sentencepiece model: a trie from byte sequences to their replacements.

/// U+2581, which stands for a space inside pieces.
const SPACE: &str = "\u{2581}";

/// A Darts-clone double array over UTF-8 keys, and the zero-terminated replacements its leaves point to.
#[derive(Debug)]
pub(super) struct Charsmap {
    units: Vec<u32>,
    replacements: Vec<u8>,
}

impl Charsmap {
    /// Layout: length of the trie in bytes (u32), the trie's units (u32 each), then the replacements.
    pub(super) fn parse(blob: &[u8]) -> Option<Self> {
        let (length, rest) = blob.split_first_chunk::<4>()?;
        let (trie, replacements) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        let units = trie.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        std::str::from_utf8(replacements).ok()?;
        Some(Self { units, replacements: replacements.to_vec() })
    }

    /// The text as pieces are cut from it: characters replaced, spaces collapsed and written as U+2581, with one
    /// in front. Empty when nothing but space is left.
    pub(super) fn normalize(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 8);
        let mut after_space = true;
        let mut rest = text;
        while !rest.is_empty() {
            let (mut piece, used) = self.prefix(rest);
            rest = &rest[used..];
            if after_space {
                piece = piece.trim_start_matches(' ');
            }
            if piece.is_empty() {
                continue;
            }
            if out.is_empty() {
                out.push_str(SPACE);
            }
            for c in piece.chars() {
                if c == ' ' { out.push_str(SPACE) } else { out.push(c) }
            }
            after_space = piece.ends_with(' ');
        }
        out.truncate(out.trim_end_matches(SPACE).len());
        out
    }

    /// What the longest known beginning of `text` becomes, and how many bytes it covers; an unknown character
    /// stands for itself.
    fn prefix<'a>(&'a self, text: &'a str) -> (&'a str, usize) {
        let mut found = None;
        let mut node = 0;
        let mut unit = self.unit(node);
        node ^= offset(unit);
        for (index, byte) in text.bytes().enumerate() {
            node ^= usize::from(byte);
            unit = self.unit(node);
            if label(unit) != u32::from(byte) {
                break;
            }
            node ^= offset(unit);
            if has_leaf(unit) {
                found = Some((self.unit(node) & 0x7FFF_FFFF, index + 1));
            }
        }
        if let Some((value, used)) = found
            && let Some(replacement) = self.replacement(value as usize)
            && text.is_char_boundary(used)
        {
            return (replacement, used);
        }
        let used = text.chars().next().map_or(0, char::len_utf8);
        (&text[..used], used)
    }

    /// Out of range reads as an inner unit that no byte matches, so that a broken trie ends the walk.
    fn unit(&self, at: usize) -> u32 {
        self.units.get(at).copied().unwrap_or(u32::MAX)
    }

    fn replacement(&self, at: usize) -> Option<&str> {
        let tail = self.replacements.get(at..)?;
        let end = tail.iter().position(|&b| b == 0)?;
        std::str::from_utf8(&tail[..end]).ok()
    }
}

fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 0x200) >> 6)) as usize
}

fn label(unit: u32) -> u32 {
    unit & 0x8000_00FF
}

fn has_leaf(unit: u32) -> bool {
    unit & 0x100 != 0
}
