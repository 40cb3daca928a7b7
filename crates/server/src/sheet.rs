//! Rows of reports as files that spreadsheets open, however many there are.
//!
//! Each day of the window is read by itself, so that neither memory nor a connection of the database is held for as long as
//! somebody takes to receive it.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom};
use std::time::Duration;

use axum::body::Bytes;
use db::Time;
use desk::error::{Error, Result};
use desk::report::sheet::{Cell, Names, cells, head};
use desk::report::{self, Asked};
use desk::shop::{Lang, Shop};
use futures::Stream;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use tokio::io::AsyncReadExt as _;

use crate::app::App;

/// What makes spreadsheets read UTF-8, Chinese with it.
const BOM: &str = "\u{feff}";
/// What is read at once.
const DAY: Duration = Duration::from_secs(86_400);
/// The rows a sheet of a workbook holds, its head among them.
const SHEET_ROWS: u32 = 1_048_576;
/// What is given to the connection at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// What is written out.
#[derive(Debug, Clone)]
pub struct Export {
    /// Whose conversations.
    pub shops: Vec<Shop>,
    /// What things are called.
    pub names: Names,
    /// Which.
    pub asked: Asked,
    /// In whose language the columns are named.
    pub lang: Lang,
}

/// A piece of an export: a day of a shop.
struct Piece {
    shop: usize,
    from: Time,
}

impl Export {
    fn first(&self) -> Option<Piece> {
        (!self.shops.is_empty()).then_some(Piece { shop: 0, from: self.asked.from })
    }

    fn after(&self, piece: &Piece) -> Option<Piece> {
        let from = piece.from + DAY;
        if from < self.asked.to {
            return Some(Piece { shop: piece.shop, from });
        }
        let shop = piece.shop + 1;
        (shop < self.shops.len()).then_some(Piece { shop, from: self.asked.from })
    }

    async fn read(&self, app: &App, piece: &Piece) -> Result<Vec<Vec<Cell>>> {
        let shop = self.shops[piece.shop].clone();
        let to = (piece.from + DAY).min(self.asked.to);
        let asked = Asked { from: piece.from, to, ..self.asked.clone() };
        let (names, lang) = (self.names.clone(), self.lang);
        app.store
            .read(move |ctx| {
                let zone = shop.zone();
                let mut lines = Vec::new();
                report::each(ctx, &shop, &asked, |row| lines.push(cells(&row, &names, &zone, lang)))?;
                Ok(lines)
            })
            .await
    }
}

/// A text of comma-separated values, a day after the other. What a spreadsheet would take for a formula is shown as text.
pub fn csv(app: App, export: Export) -> impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static {
    let head = [BOM.to_owned(), line(head(export.lang).into_iter().map(Cell::Text))].concat();
    let first = export.first();
    let begun = (app, export, Some(head), first);
    futures::stream::try_unfold(begun, |(app, export, head, piece)| async move {
        if let Some(head) = head {
            return Ok(Some((Bytes::from(head), (app, export, None, piece))));
        }
        let Some(piece) = piece else { return Ok(None) };
        let lines = export.read(&app, &piece).await.map_err(|error| {
            tracing::error!(%error, "an export broke off");
            io::Error::other(error)
        })?;
        let text: String = lines.into_iter().map(line).collect();
        let next = export.after(&piece);
        Ok(Some((Bytes::from(text), (app, export, None, next))))
    })
}

fn line(cells: impl IntoIterator<Item = Cell>) -> String {
    let cells: Vec<String> = cells.into_iter().map(text).collect();
    cells.join(",") + "\r\n"
}

fn text(cell: Cell) -> String {
    let text = match cell {
        Cell::Empty => return String::new(),
        Cell::Number(number) => return number.to_string(),
        Cell::At(at) => return at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Cell::Text(text) => text,
    };
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A workbook. It is written to a file that has no name, row by row, and given from there.
pub async fn xlsx(
    app: &App,
    export: Export,
) -> Result<impl Stream<Item = Result<Bytes, io::Error>> + Send + 'static> {
    let mut book = Book::begin(&head(export.lang)).map_err(broken)?;
    let mut piece = export.first();
    while let Some(one) = piece {
        for line in export.read(app, &one).await? {
            book.add(line).map_err(broken)?;
        }
        piece = export.after(&one);
    }
    let written = tokio::task::spawn_blocking(move || book.end()).await;
    let file = written.map_err(|error| Error::Broken(error.to_string()))?.map_err(broken)?;
    let file = tokio::fs::File::from_std(file);
    Ok(futures::stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(chunk), file)))
    }))
}

fn broken(error: XlsxError) -> Error {
    Error::Broken(format!("a workbook: {error}"))
}

/// A workbook under way: finished rows are on the disk, not in memory.
struct Book {
    written: Workbook,
    head: Vec<String>,
    bold: Format,
    date: Format,
    /// The place of the sheet that is written, and of its next row.
    sheet: usize,
    row: u32,
}

impl Book {
    fn begin(head: &[String]) -> Result<Self, XlsxError> {
        let mut book = Self {
            written: Workbook::new(),
            head: head.to_vec(),
            bold: Format::new().set_bold(),
            date: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            sheet: 0,
            row: 0,
        };
        book.turn()?;
        Ok(book)
    }

    /// Begins a sheet, with its head.
    fn turn(&mut self) -> Result<(), XlsxError> {
        self.sheet = self.written.worksheets().len();
        let sheet = self.written.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 1)?;
        for (column, name) in (0..).zip(&self.head) {
            sheet.set_column_width(column, 14)?;
            sheet.write_string_with_format(0, column, name, &self.bold)?;
        }
        self.row = 1;
        Ok(())
    }

    fn add(&mut self, cells: Vec<Cell>) -> Result<(), XlsxError> {
        if self.row == SHEET_ROWS {
            self.turn()?;
        }
        let sheet = self.written.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => continue,
                Cell::Number(number) => sheet.write_number(self.row, column, number)?,
                // Written as a text it is never read as a formula.
                Cell::Text(text) => sheet.write_string(self.row, column, text)?,
                Cell::At(at) => {
                    sheet.write_datetime_with_format(self.row, column, &at_of(at)?, &self.date)?
                }
            };
        }
        self.row += 1;
        Ok(())
    }

    fn end(mut self) -> Result<File, XlsxError> {
        let mut file = tempfile::tempfile()?;
        self.written.save_to_writer(BufWriter::new(&mut file))?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

fn at_of(at: jiff::civil::DateTime) -> Result<ExcelDateTime, XlsxError> {
    let part = |part: i8| u8::try_from(part).unwrap_or_default();
    let day = ExcelDateTime::from_ymd(
        u16::try_from(at.year()).unwrap_or_default(),
        part(at.month()),
        part(at.day()),
    )?;
    day.and_hms(u16::from(part(at.hour())), part(at.minute()), f64::from(part(at.second())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_a_text() {
        let cell = |it: &str| text(Cell::Text(it.to_owned()));
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@a, \"b\""), "\"'@a, \"\"b\"\"\"");
        assert_eq!(cell("陈**"), "陈**");
        assert_eq!(text(Cell::Number(-2.5)), "-2.5");
    }
}
