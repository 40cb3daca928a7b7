//! Latencies and how they are printed.

use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Map, Value, json};

/// How long something took, many times.
pub(in crate::cli) struct Latencies(Histogram<u64>);

impl Default for Latencies {
    fn default() -> Self {
        // Microseconds to ten minutes, to three digits.
        Self(Histogram::new_with_bounds(1, 600_000_000, 3).expect("bounds that the histogram allows"))
    }
}

impl Latencies {
    /// Once more.
    pub(in crate::cli) fn record(&mut self, took: Duration) {
        self.0.saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// How many.
    pub(in crate::cli) fn count(&self) -> u64 {
        self.0.len()
    }

    /// Milliseconds within which this share of them came, 0 to 1.
    pub(in crate::cli) fn ms(&self, share: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "ten minutes in microseconds are far below 2^52")]
        let micros = self.0.value_at_quantile(share) as f64;
        micros / 1000.0
    }
}

/// Figures in the order they are printed in.
#[derive(Default)]
pub(in crate::cli) struct Figures(Vec<(&'static str, Value)>);

impl Figures {
    /// Adds a count or a word.
    pub(in crate::cli) fn put(&mut self, name: &'static str, value: impl Into<Value>) -> &mut Self {
        self.0.push((name, value.into()));
        self
    }

    /// Adds a measure, to one decimal.
    pub(in crate::cli) fn measure(&mut self, name: &'static str, value: f64) -> &mut Self {
        self.put(name, json!((value * 10.0).round() / 10.0))
    }

    /// One line of JSON.
    pub(in crate::cli) fn json(&self) -> String {
        let map: Map<String, Value> =
            self.0.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Value::Object(map).to_string()
    }

    /// A line for each, for people.
    pub(in crate::cli) fn table(&self) -> String {
        let width = self.0.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let lines = self.0.iter().map(|(name, value)| format!("{name:width$}  {}", plain(value)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// As asked for.
    pub(in crate::cli) fn text(&self, as_json: bool) -> String {
        let text = if as_json { self.json() } else { self.table() };
        format!("{text}\n")
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Object(map) if map.is_empty() => "none".to_owned(),
        Value::Object(map) => {
            map.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_in_milliseconds() {
        let mut latencies = Latencies::default();
        for ms in 1..=100 {
            latencies.record(Duration::from_millis(ms));
        }
        assert!((latencies.ms(0.5) - 50.0).abs() < 0.1, "{}", latencies.ms(0.5));
        assert!((latencies.ms(0.99) - 99.0).abs() < 0.1, "{}", latencies.ms(0.99));
    }

    #[test]
    fn figures_are_printed_in_order() {
        let mut figures = Figures::default();
        figures.put("lost", 0).measure("reply_p99_ms", 12.34).put("server_pss_mb", Value::Null);
        assert_eq!(figures.table(), "lost           0\nreply_p99_ms   12.3\nserver_pss_mb  -");
    }
}
