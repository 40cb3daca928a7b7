//! Prints what each line from standard input is read as.
//!
//! `cargo run --release -p language --example read -- MODEL_DIR < lines.txt`

#![expect(clippy::print_stdout, reason = "a command line program")]

use std::io::BufRead as _;
use std::path::Path;

use jiff::civil::date;
use language::Language;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = std::env::args().nth(1).ok_or("expected the model's directory")?;
    let language = Language::load(Path::new(&model))?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let reading = language.understand(&line, &[], date(2026, 6, 1).at(10, 0, 0, 0));
        let intents: Vec<String> =
            reading.intents.iter().map(|s| format!("{} {:.2}", s.value, s.confidence)).collect();
        let named: Vec<String> =
            reading.entities.iter().map(|entity| format!("{:?}", entity.value)).collect();
        println!("{line}\n    {} | {} | {}", intents.join(", "), reading.emotion.value, named.join(", "));
    }
    Ok(())
}
