//! A document as it is being read: headings above, the section that is being written, those that are done.

use std::collections::HashMap;

use crate::{Document, Fact, MOST_SECTIONS, Pair, Refused, Section, pairs};

/// Characters of a section; a longer one is told in parts.
const LONGEST: usize = 3500;
/// Characters of a heading; what is longer is text.
const LONGEST_HEADING: usize = 120;

/// A document as it is being read.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) title: String,
    path: Vec<(u8, String)>,
    lines: Vec<String>,
    pairs: Vec<Pair>,
    facts: Vec<Fact>,
    sections: Vec<Section>,
    /// How often each key was given.
    keys: HashMap<String, usize>,
}

impl Outline {
    /// A heading begins; 1 is the highest.
    pub(crate) fn heading(&mut self, level: u8, text: &str) {
        let text = one_line(text);
        if text.is_empty() {
            return;
        }
        if text.chars().count() > LONGEST_HEADING {
            return self.line(&text);
        }
        self.close();
        self.path.retain(|(above, _)| *above < level);
        self.path.push((level, text));
    }

    /// A line of text.
    pub(crate) fn line(&mut self, text: &str) {
        let text = one_line(text);
        if !text.is_empty() {
            self.lines.push(text);
        }
    }

    /// A table. The first line may name its columns.
    pub(crate) fn table(&mut self, mut rows: Vec<Vec<String>>) {
        for row in &mut rows {
            for cell in &mut *row {
                *cell = one_line(cell);
            }
            while row.last().is_some_and(String::is_empty) {
                row.pop();
            }
        }
        rows.retain(|row| !row.is_empty());
        let Some(head) = rows.first() else { return };
        if let Some((asked, told)) = pairs::columns(head) {
            let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
            self.pairs.extend(rows[1..].iter().filter_map(|row| {
                let (question, answer) = (cell(row, asked), cell(row, told));
                (!question.is_empty() && !answer.is_empty()).then_some(Pair { question, answer })
            }));
        } else if rows.iter().all(|row| row.len() == 2) {
            let named = pairs::names_columns(head);
            for row in rows.iter().skip(usize::from(named && rows.len() > 1)) {
                self.fact(&row[0], &row[1]);
            }
        } else {
            self.lines.extend(rows.iter().map(|row| row.join(" | ")));
        }
    }

    /// A name and a value.
    pub(crate) fn fact(&mut self, name: &str, value: &str) {
        let (name, value) = (one_line(name), one_line(value));
        self.lines.push(format!("{name}：{value}"));
        self.facts.push(Fact { name, value });
    }

    fn close(&mut self) {
        let (lines, mut questions) = pairs::in_lines(std::mem::take(&mut self.lines));
        questions.append(&mut self.pairs);
        let facts = std::mem::take(&mut self.facts);
        let text = lines.join("\n");
        if (text.is_empty() && questions.is_empty()) || self.sections.len() >= MOST_SECTIONS {
            return;
        }
        let heading = self.path.last().map(|(_, text)| text.clone()).unwrap_or_default();
        let path: Vec<&str> = self.path.iter().map(|(_, text)| text.as_str()).collect();
        let path = path.join(" / ");
        let mut rest = (questions, facts);
        for part in parts(&text) {
            let again = self.keys.entry(path.clone()).or_default();
            *again += 1;
            let key = if *again == 1 { path.clone() } else { format!("{path} ({again})") };
            let (questions, facts) = std::mem::take(&mut rest);
            self.sections.push(Section { key, heading: heading.clone(), text: part, questions, facts });
        }
    }

    /// The document, named by itself or by its file.
    pub(crate) fn finish(mut self, name: &str) -> Result<Document, Refused> {
        self.close();
        if self.sections.is_empty() {
            return Err(Refused::Empty);
        }
        let own = one_line(&self.title);
        let first = || self.sections[0].key.split(" / ").next().unwrap_or_default().to_owned();
        let title = [own, first(), name.to_owned()].into_iter().find(|title| !title.is_empty());
        let title = title.unwrap_or_default().chars().take(200).collect();
        Ok(Document { title, sections: self.sections })
    }
}

/// A text in parts that are short enough, cut between lines where there are lines.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut length = 0;
    for line in text.split('\n') {
        let letters: Vec<char> = line.chars().collect();
        for (at, piece) in letters.chunks(LONGEST).enumerate() {
            if length + piece.len() > LONGEST {
                parts.push(String::new());
                length = 0;
            }
            let part = parts.last_mut().expect("there is always one");
            if at == 0 && !part.is_empty() {
                part.push('\n');
            }
            part.extend(piece);
            length += piece.len() + 1;
        }
    }
    parts
}

/// A text on one line, without what cannot be seen.
pub(crate) fn one_line(text: &str) -> String {
    let plain: String =
        text.chars().filter(|c| !c.is_control() || c.is_whitespace()).filter(|c| *c != '\u{feff}').collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
