//! Encodes lines from standard input and prints one JSON array each; `--time` prints how long it took instead.
//!
//! `cargo run --release -p language --example encode -- MODEL_DIR [--time] < lines.txt`

#![expect(clippy::print_stdout, reason = "a command line program")]

use std::io::BufRead;
use std::path::PathBuf;
use std::time::Instant;

use language::encoder::Encoder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let dir = PathBuf::from(arguments.next().ok_or("expected the model's directory")?);
    let time = arguments.next().as_deref() == Some("--time");
    let start = Instant::now();
    let encoder = Encoder::load(&dir)?;
    if time {
        println!("loaded in {:?}; {}", start.elapsed(), memory());
    }
    let mut taken = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line: String = serde_json::from_str(&line?)?;
        let start = Instant::now();
        let vector = encoder.embed(&line);
        taken.push(start.elapsed());
        if !time {
            println!("{}", serde_json::to_string(&vector)?);
        }
    }
    taken.sort_unstable();
    if time && !taken.is_empty() {
        println!(
            "{} texts: p50 {:?}, p99 {:?}; {}",
            taken.len(),
            taken[taken.len() / 2],
            taken[taken.len() * 99 / 100],
            memory()
        );
    }
    Ok(())
}

/// Resident and peak memory, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|l| l.starts_with("VmRSS") || l.starts_with("VmHWM"));
    lines.map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}
