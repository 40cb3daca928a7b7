//! Whether two questions are taken to be the same: measured on pairs written for it. `--fit` shows other weights.
//!
//! `cargo run -p desk --example likeness -- [model folder]`

use std::path::PathBuf;

use desk::asked::likeness::Sense;
use language::Language;
use serde::Deserialize;

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    same: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).map(PathBuf::from).unwrap_or_default();
    let language = Language::load(&folder)?;
    let pairs = include_str!("pairs.jsonl").lines().map(serde_json::from_str::<Pair>);
    let pairs = pairs.collect::<Result<Vec<_>, _>>()?;
    let likeness = |pair: &Pair| Sense::of(&language, &pair.a).likeness(&Sense::of(&language, &pair.b));
    let scored: Vec<(f32, &Pair)> = pairs.iter().map(|pair| (likeness(pair), pair)).collect();
    for pair in &pairs { println!("DUMP {}", serde_json::to_string(&(&pair.a,&pair.b,pair.same,Sense::of(&language,&pair.a),Sense::of(&language,&pair.b)))?); }
    println!("model: {}", language.model_name().unwrap_or("none"));
    for ascii in [false, true] {
        let of: Vec<_> = scored.iter().filter(|(_, pair)| pair.a.is_ascii() == ascii).collect();
        println!("{}", if ascii { "en" } else { "zh" });
        for shift in [-0.15f32, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15] {
            let joined = |same: bool| of.iter().filter(|(l, p)| p.same == same && *l >= shift).count();
            let all = |same: bool| of.iter().filter(|(_, p)| p.same == same).count();
            println!(
                "  {shift:+.2}: same joined {}/{}, different joined {}/{}",
                joined(true),
                all(true),
                joined(false),
                all(false)
            );
        }
    }
    for (likeness, pair) in scored.iter().filter(|(l, p)| (*l >= 0.0) != p.same) {
        println!("{likeness:+.2} {} | {} | same: {}", pair.a, pair.b, pair.same);
    }
    Ok(())
}
