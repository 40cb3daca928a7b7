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
    let filled = |cells: &[String]| cells.iter().any(|cell| !cell.trim().is_empty());
    let mut lines = (1..).zip(lines).filter(|(_, cells)| filled(cells));
    let (_, names) = lines.next().ok_or_else(|| Refusal::invalid("file", "file_empty"))?;
    let mut columns: Vec<String> = names.into_iter().map(|name| name.trim().to_owned()).collect();
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    let rows =
        lines.map(|(number, cells)| row(number, cells, columns.len())).collect::<Result<Vec<_>, _>>()?;
    if rows.len() > MOST_ROWS {
        return Err(Refusal::invalid("file", "too_many_rows").with("limit", MOST_ROWS));
    }
    Ok(Table { columns, rows })
}

fn row(number: usize, cells: Vec<String>, columns: usize) -> Result<TableRow, Refusal> {
    let mut cells: Vec<String> = cells.into_iter().map(|cell| cell.trim().to_owned()).collect();
    if cells.iter().skip(columns).any(|cell| !cell.is_empty()) {
        return Err(Refusal::invalid("file", "more_cells_than_columns").with("row", number));
    }
    if let Some(column) = cells.iter().position(|cell| has_lost_digits(cell)) {
        return Err(lost_digits(number, column));
    }
    cells.resize(columns, String::new());
    Ok(TableRow { number, cells })
}

/// `2.02611E+17`: what a spreadsheet makes of a long number. Its last digits are gone.
fn has_lost_digits(cell: &str) -> bool {
    let Some((number, exponent)) = cell.split_once("E+") else { return false };
    number.parse::<f64>().is_ok() && exponent.parse().is_ok_and(|exponent: u32| exponent >= 9)
}

fn lost_digits(row: usize, column: usize) -> Refusal {
    Refusal::invalid("file", "digits_lost").with("cell", name_of(row, column))
}

/// The name a spreadsheet gives a cell: row from one, column from zero.
fn name_of(row: usize, mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.insert(0, char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
        match column / 26 {
            0 => break,
            rest => column = rest - 1,
        }
    }
    letters.into_iter().collect::<String>() + &row.to_string()
}

fn unreadable(reason: impl ToString) -> Refusal {
    Refusal::invalid("file", "not_a_table").with("reason", reason.to_string())
}

/// The lines of a file as a spreadsheet shows them, the empty ones too.
fn csv(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
    let mut text = text(bytes)?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| head.bytes().filter(|b| b == d).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let begins = reader.position().line();
        if lines.len() > MOST_ROWS + 1 || !reader.read_record(&mut record).map_err(unreadable)? {
            return Ok(lines);
        }
        // The reader passes over empty lines; what is left of the lines it read, they are.
        let inside: u64 = record.iter().map(|cell| cell.bytes().filter(|b| *b == b'\n').count() as u64).sum();
        let empty = (reader.position().line() - begins).saturating_sub(inside + 1);
        lines.extend((0..empty).map(|_| Vec::new()));
        lines.push(record.iter().map(str::to_owned).collect());
    }
}

/// The text of a file, in one of the encodings spreadsheets write.
fn text(bytes: &[u8]) -> Result<String, Refusal> {
    documents::encoding::text(bytes).ok_or_else(|| Refusal::invalid("file", "unknown_encoding"))
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.decompressed_size().is_none_or(|size| size > u128::from(MOST_UNFOLDED)) {
        return Err(unreadable("it unfolds to too much"));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = book.sheet_names().first().cloned().ok_or_else(|| unreadable("no sheet"))?;
    let formulas = book.worksheet_formula(&name).map_err(unreadable)?;
    let sheet = book.worksheet_range(&name).map_err(unreadable)?;
    let (top, left) = sheet.start().unwrap_or_default();
    let mut lines = vec![Vec::new(); top as usize];
    for (row, values) in (top..).zip(sheet.rows()).take(MOST_ROWS + 2) {
        let mut cells = Vec::with_capacity(values.len());
        for (column, value) in (left..).zip(values) {
            let place = (row as usize + 1, column as usize);
            let computed = formulas.get_value((row, column)).is_some_and(|formula| !formula.is_empty());
            match value {
                Data::Empty if computed => return Err(no_value(place)),
                Data::Error(_) => return Err(no_value(place)),
                // A spreadsheet keeps fifteen digits of a number.
                Data::Int(n) if n.unsigned_abs() >= 1_000_000_000_000_000 => {
                    return Err(lost_digits(place.0, place.1));
                }
                Data::Float(x) if x.abs() >= 1e15 => return Err(lost_digits(place.0, place.1)),
                value => cells.push(cell(value)),
            }
        }
        lines.push(cells);
    }
    Ok(lines)
}

/// A formula that nobody has computed, or that came to an error.
fn no_value((row, column): (usize, usize)) -> Refusal {
    Refusal::invalid("file", "cell_without_value").with("cell", name_of(row, column))
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
    fn rows_are_counted_as_a_spreadsheet_shows_them() {
        let read = table("\n\na,b\n1,\"two\nlines\"\n\n\n2,x\n3,y");
        assert_eq!(read.columns, ["a", "b"]);
        assert_eq!(read.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4, 7, 8]);
        assert_eq!(read.rows[0].cells, ["1", "two\nlines"]);
    }

    #[test]
    fn every_encoding_of_spreadsheets_is_read() {
        let text = "商品编码,商品名称\nS1,衬衫\n";
        let (gb, ..) = encoding_rs::GB18030.encode(text);
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [gb.as_ref(), utf16.as_slice(), format!("\u{feff}{text}").as_bytes(), text.as_bytes()] {
            assert_eq!(super::read(bytes).expect("a table").rows[0].cells, ["S1", "衬衫"]);
        }
        // These few bytes are UTF-8 too, but not of anything that anybody writes.
        let (short, ..) = encoding_rs::GB18030.encode("id,title\n1,女装\n");
        assert_eq!(super::read(&short).expect("a table").rows[0].cells, ["1", "女装"]);
        assert_eq!(table("id,title\n1,Café Łódź Ελλάς привет\n").rows[0].cells[1], "Café Łódź Ελλάς привет");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let code = |bytes: &[u8]| super::read(bytes).expect_err("refused").code;
        assert_eq!(code(b""), "file_empty");
        assert_eq!(code(b"\n , \n"), "file_empty");
        assert_eq!(code(b"\x00\x01\x02"), "unknown_encoding");
        assert_eq!(code(b"a,b\n1,caf\xe9,"), "unknown_encoding");
        assert_eq!(code(b"PK\x03\x04nonsense"), "not_a_table");
    }

    #[test]
    fn cells_that_are_not_what_they_were_are_refused_by_place() {
        let refused = |text: &str| super::read(text.as_bytes()).expect_err("refused");
        let long = refused("a,b\n1,2\n1,2.02611E+17\n");
        assert_eq!((long.code, long.details), ("digits_lost", vec![("cell", "B3".to_owned())]));
        let wide = refused("a,b\n1,2,3\n");
        assert_eq!((wide.code, wide.details), ("more_cells_than_columns", vec![("row", "2".to_owned())]));
        assert_eq!(table("a,b,,\n1,2,,\n").columns, ["a", "b"]);
        assert_eq!(
            [name_of(1, 0), name_of(7, 25), name_of(2, 26), name_of(3, 701)],
            ["A1", "Z7", "AA2", "ZZ3"]
        );
    }

    /// A workbook of one sheet, whose rows are XML.
    fn workbook(rows: &str) -> Vec<u8> {
        use std::io::Write as _;

        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006";
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>")),
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" \
                     Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Any\" sheetId=\"1\" \
                     r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" \
                     Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
            ),
        ] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("room for a file");
            archive.write_all(text.as_bytes()).expect("room for a text");
        }
        archive.finish().expect("an archive").into_inner()
    }

    fn words(row: usize, cells: &[&str]) -> String {
        let cells: Vec<String> = (0..)
            .zip(cells)
            .map(|(column, text)| {
                format!("<c r=\"{}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", name_of(row, column))
            })
            .collect();
        format!("<row r=\"{row}\">{}</row>", cells.concat())
    }

    #[test]
    fn a_workbook_is_read_from_where_it_begins() {
        let formula =
            "<row r=\"5\"><c r=\"A5\"><v>15400000001</v></c><c r=\"B5\"><f>1+1.5</f><v>2.5</v></c></row>";
        let rows = words(3, &["id", "价格"]) + &words(4, &["S1", "129"]) + formula;
        let read = super::read(&workbook(&rows)).expect("a table");
        assert_eq!(read.columns, ["id", "价格"]);
        let rows: Vec<(usize, Vec<&str>)> = read
            .rows
            .iter()
            .map(|row| (row.number, row.cells.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(rows, [(4, vec!["S1", "129"]), (5, vec!["15400000001", "2.5"])]);
    }

    #[test]
    fn cells_of_a_workbook_without_a_true_value_are_refused() {
        let refused = |cell: &str| {
            let rows =
                words(1, &["id", "total"]) + &format!("<row r=\"2\"><c r=\"A2\"><v>1</v></c>{cell}</row>");
            let refusal = super::read(&workbook(&rows)).expect_err("refused");
            (refusal.code, refusal.details[0].1.clone())
        };
        let at = |code| (code, "B2".to_owned());
        assert_eq!(refused("<c r=\"B2\"><f>1+1</f></c>"), at("cell_without_value"));
        assert_eq!(refused("<c r=\"B2\" t=\"e\"><v>#REF!</v></c>"), at("cell_without_value"));
        assert_eq!(refused("<c r=\"B2\"><v>202611170000000123</v></c>"), at("digits_lost"));
    }
}
