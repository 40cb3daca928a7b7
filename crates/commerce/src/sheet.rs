//! Tables in files: CSV in the encodings spreadsheets write, and XLSX.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use desk::error::Refusal;

/// Rows taken from one file.
pub const MOST_ROWS: usize = 50_000;
/// Bytes an XLSX may unfold to. A spreadsheet of fifty thousand rows stays far below; a bomb does not.
const MOST_UNFOLDED: u64 = 256 << 20;

/// A table: named columns, and rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The first line.
    pub columns: Vec<String>,
    /// The others, without those that are empty.
    pub rows: Vec<TableRow>,
}

/// A row and where it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    /// Counted from one, the line of names included: as a spreadsheet shows it.
    pub number: usize,
    /// One for each column.
    pub cells: Vec<String>,
}

/// Reads a file by what is in it, not by its name.
pub fn read(bytes: &[u8]) -> Result<Table, Refusal> {
    let lines = if bytes.starts_with(b"PK\x03\x04") { xlsx(bytes)? } else { csv(bytes)? };
    let mut lines = lines.into_iter();
    let columns: Vec<String> =
        lines.next().unwrap_or_default().into_iter().map(|name| name.trim().to_owned()).collect();
    if columns.iter().all(String::is_empty) {
        return Err(unreadable("empty"));
    }
    let rows: Vec<TableRow> = lines
        .enumerate()
        .map(|(index, mut cells)| {
            cells.resize(columns.len(), String::new());
            TableRow { number: index + 2, cells: cells.into_iter().map(|cell| cell.trim().to_owned()).collect() }
        })
        .filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
        .collect();
    if rows.len() > MOST_ROWS {
        return Err(Refusal::invalid("file", "too_many_rows").with("limit", MOST_ROWS));
    }
    Ok(Table { columns, rows })
}

fn unreadable(reason: impl ToString) -> Refusal {
    Refusal::invalid("file", "not_a_table").with("reason", reason.to_string())
}

fn csv(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(unreadable("binary"));
    }
    // Spreadsheets in China save CSV as GB18030 unless told otherwise.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => {
            let (text, _, malformed) = encoding_rs::GB18030.decode(bytes);
            if malformed {
                return Err(unreadable("neither UTF-8 nor GB18030"));
            }
            text
        }
    };
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| head.bytes().filter(|b| b == d).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let widest = lines.first().map_or(usize::MAX, Vec::len);
        if record.len() > widest && record.iter().skip(widest).any(|cell| !cell.trim().is_empty()) {
            let line = record.position().map_or(0, csv::Position::line);
            return Err(unreadable(format!("line {line} has more cells than there are columns")));
        }
        lines.push(record.iter().map(str::to_owned).collect());
        if lines.len() > MOST_ROWS + 1 {
            break;
        }
    }
    Ok(lines)
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.decompressed_size().is_none_or(|size| size > u128::from(MOST_UNFOLDED)) {
        return Err(unreadable("it unfolds to too much"));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet = book.worksheet_range_at(0).ok_or_else(|| unreadable("no sheet"))?.map_err(unreadable)?;
    Ok(sheet.rows().take(MOST_ROWS + 2).map(|row| row.iter().map(cell).collect()).collect())
}

fn cell(value: &Data) -> String {
    match value {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(true) => "yes".to_owned(),
        Data::Bool(false) => "no".to_owned(),
        Data::Int(n) => n.to_string(),
        Data::Float(x) => number(*x),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
    }
}

/// `129`, `129.9`: without the noise of binary fractions.
fn number(x: f64) -> String {
    let text = format!("{x:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        read(text.as_bytes()).expect("a table")
    }

    #[test]
    fn delimiters_marks_and_empty_lines() {
        let read = table("\u{feff}a;b\n1;\"x;y\"\n;\n3;z\n");
        assert_eq!(read.columns, ["a", "b"]);
        assert_eq!(read.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(read.rows[0].cells, ["1", "x;y"]);
    }

    #[test]
    fn gb18030_is_read() {
        let (bytes, ..) = encoding_rs::GB18030.encode("商品编码,商品名称\nS1,衬衫\n");
        assert_eq!(read(&bytes).expect("a table").rows[0].cells, ["S1", "衬衫"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let code = |bytes: &[u8]| read(bytes).expect_err("refused").code;
        assert_eq!(code(b""), "not_a_table");
        assert_eq!(code(b"\x00\x01\x02"), "not_a_table");
        assert_eq!(code(b"PK\x03\x04nonsense"), "not_a_table");
        assert_eq!(code(b"a,b\n1,2,3\n"), "not_a_table");
    }
}
