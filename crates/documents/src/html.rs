use std::collections::HashMap;

use ego_tree::iter::Edge;
use scraper::{Html, Node};

use crate::outline::Outline;
use crate::pairs::is_question;
use crate::{DEEPEST, Refused, encoding};

/// What is around the text, or no text at all.
const LEFT_OUT: &[&str] = &[
    "script", "style", "noscript", "template", "nav", "form", "footer", "aside", "svg", "math", "iframe",
    "object", "button", "select", "textarea", "input", "dialog", "head", "menu", "canvas", "audio", "video",
];
/// What stands in a line, not below the one before.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "kbd", "label", "mark",
    "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "del", "ins", "img",
    "ruby", "picture",
];
/// Elements without an end, or whose end may be left out.
const UNENDED: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup",
    "colgroup", "rt", "rp", "html", "head", "body",
];

pub(crate) fn read(bytes: &[u8]) -> Result<Outline, Refused> {
    let text = encoding::text(bytes).ok_or(Refused::Encoding)?;
    if text.to_ascii_lowercase().contains("<!entity") {
        return Err(Refused::Entities);
    }
    must_be_flat(&text)?;
    let page = Html::parse_document(&text);
    let mut reader = Reader::default();
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) => reader.text(text),
                Node::Element(element) => {
                    let hidden =
                        element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true");
                    reader.open(element.name(), hidden);
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    reader.close(element.name());
                }
            }
        }
    }
    reader.flush();
    Ok(reader.outline)
}

/// Refuses what is nested so deeply that reading it takes forever; without building anything.
fn must_be_flat(text: &str) -> Result<(), Refused> {
    let mut open: HashMap<&str, usize> = HashMap::new();
    let mut depth = 0;
    for piece in text.split('<').skip(1) {
        let (ends, rest) = piece.strip_prefix('/').map_or((false, piece), |rest| (true, rest));
        let name = &rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())];
        if name.is_empty() || UNENDED.iter().any(|unended| unended.eq_ignore_ascii_case(name)) {
            continue;
        }
        let inside = open.entry(name).or_default();
        if ends {
            depth -= usize::from(*inside > 0);
            *inside = inside.saturating_sub(1);
        } else if !rest.split('>').next().is_some_and(|tag| tag.ends_with('/')) {
            *inside += 1;
            depth += 1;
        }
        if depth > DEEPEST {
            return Err(Refused::TooDeep);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Reader {
    outline: Outline,
    line: String,
    /// How many elements that are left out we are inside of.
    out: usize,
    /// By name: those opened while hidden, to know their end.
    hidden: Vec<bool>,
    tables: usize,
    rows: Vec<Vec<String>>,
    in_title: bool,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if self.in_title && self.outline.title.is_empty() {
            text.trim().clone_into(&mut self.outline.title);
        }
        if self.out == 0 {
            self.line.push_str(text);
        }
    }

    fn open(&mut self, name: &str, hidden: bool) {
        let left_out = hidden || LEFT_OUT.contains(&name);
        self.hidden.push(left_out);
        self.out += usize::from(left_out);
        self.in_title = name == "title";
        if self.out > 0 {
            return;
        }
        match name {
            "table" => {
                self.flush();
                self.tables += 1;
            }
            "tr" if self.tables == 1 => self.rows.push(Vec::new()),
            "td" | "th" if self.tables > 0 => {}
            _ if self.tables > 0 => self.space(name),
            _ if !INLINE.contains(&name) => self.flush(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        let left_out = self.hidden.pop().unwrap_or_default();
        self.in_title = false;
        let inside = self.out > 0;
        self.out -= usize::from(left_out && inside);
        if inside {
            return;
        }
        match name {
            "table" if self.tables == 1 => {
                self.tables = 0;
                let rows = std::mem::take(&mut self.rows);
                self.outline.table(rows);
                self.line.clear();
            }
            "table" => self.tables = self.tables.saturating_sub(1),
            "td" | "th" if self.tables == 1 => {
                let cell = std::mem::take(&mut self.line);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            _ if self.tables > 0 => self.space(name),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                self.outline.heading(level, &self.line);
                self.line.clear();
            }
            "summary" | "dt" => {
                self.outline.heading(7, &self.line);
                self.line.clear();
            }
            // A paragraph in bold that asks is a heading that somebody did not mark.
            "p" | "div" if is_question(self.line.trim()) && self.line.chars().count() <= 60 => {
                self.outline.heading(7, &self.line);
                self.line.clear();
            }
            _ if !INLINE.contains(&name) => self.flush(),
            _ => {}
        }
    }

    fn space(&mut self, name: &str) {
        if !INLINE.contains(&name) {
            self.line.push(' ');
        }
    }

    fn flush(&mut self) {
        self.outline.line(&self.line);
        self.line.clear();
    }
}
