//! The encoder against figures recorded from the package's own implementation (`encoder.jsonl`).

use std::path::PathBuf;

use language::encoder::{self, Encoder, LoadError};
use serde::Deserialize;

/// One text, and what the reference says of its vector v.
#[derive(Deserialize)]
struct Expected {
    text: String,
    /// v's first eight numbers.
    first: [f32; 8],
    /// Σ v[i] · ((i · 7919 mod 101 − 50) / 50).
    weighted: f64,
    /// Σ v[i] · (−1)^i.
    alternating: f64,
}

/// The fetched model, or nothing, said aloud.
fn model() -> Option<Encoder> {
    let dir = std::env::var_os("MIAOHUI_MODEL_DIR").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/models/use-multilingual-v3"),
        PathBuf::from,
    );
    match Encoder::load(&dir) {
        Ok(encoder) => Some(encoder),
        Err(LoadError::Missing(path)) => {
            #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
            {
                eprintln!("SKIPPED: no model at {}", path.display());
            }
            None
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn agrees_with_the_reference() {
    let Some(encoder) = model() else { return };
    for line in include_str!("encoder.jsonl").lines() {
        let expected: Expected = serde_json::from_str(line).expect("the fixture is well-formed");
        let vector = encoder.embed(&expected.text);
        let values = vector.as_slice();
        assert_eq!(values.len(), encoder::DIMENSIONS);
        let text = &expected.text;
        for (got, want) in values.iter().zip(expected.first) {
            assert!((got - want).abs() < 1e-4, "{text:?}: {got} instead of {want}");
        }
        let weight = |i: usize| f64::from(u8::try_from(i * 7919 % 101).expect("below 101")) / 50.0 - 1.0;
        let weighted: f64 = values.iter().enumerate().map(|(i, v)| f64::from(*v) * weight(i)).sum();
        assert!((weighted - expected.weighted).abs() < 1e-3, "{text:?}: {weighted}");
        let sign = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
        let alternating: f64 = values.iter().enumerate().map(|(i, v)| f64::from(*v) * sign(i)).sum();
        assert!((alternating - expected.alternating).abs() < 1e-3, "{text:?}: {alternating}");
        assert!((vector.cosine(&vector) - 1.0).abs() < 1e-5, "{text:?} has unit length");
    }
}

#[test]
fn like_meanings_lie_together_across_languages() {
    let Some(encoder) = model() else { return };
    let asked = encoder.embed("什么时候发货");
    let same = encoder.embed("When will my order be shipped?");
    let other = encoder.embed("这件衣服是什么材质");
    assert!(asked.cosine(&same) > asked.cosine(&other));
}

#[test]
fn a_huge_text_is_cut_short() {
    let Some(encoder) = model() else { return };
    let text = "什么时候发货，".repeat(100_000);
    let start: String = text.chars().take(4096).collect();
    assert_eq!(encoder.embed(&text), encoder.embed(&start));
}

#[test]
fn an_absent_model_is_told_apart() {
    let error = Encoder::load(std::path::Path::new("/nonexistent")).expect_err("nothing is there");
    assert!(matches!(error, LoadError::Missing(_)), "{error}");
}
