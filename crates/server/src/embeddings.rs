//! Meanings from any endpoint that speaks the `/embeddings` of `OpenAI`, in the embedded encoder's place.
//!
//! The address is the operator's own setting, so it may be on this machine. Calls block: they are made where thinking is.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use language::Meanings;
use serde::Deserialize;
use serde_json::json;
use ureq::Agent;

use crate::config::Embeddings;

/// How long a batch may take: nobody waits for it but the shelf.
const BATCH_PATIENCE: Duration = Duration::from_secs(30);
/// Texts in one request.
const BATCH: usize = 64;
/// How often a failure is told in the log.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// An endpoint.
pub struct Endpoint {
    settings: Embeddings,
    name: String,
    hasty: Agent,
    patient: Agent,
    began: Instant,
    /// Seconds from the beginning to when a failure was last told, plus one; zero when none was.
    told: AtomicU64,
}

impl fmt::Debug for Endpoint {
    /// Without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("url", &self.settings.url)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Reply {
    data: Vec<Datum>,
}

#[derive(Deserialize)]
struct Datum {
    index: usize,
    embedding: Vec<f32>,
}

impl Endpoint {
    /// The endpoint of the settings; none when they name none.
    pub fn of(settings: &Embeddings) -> Option<Self> {
        if settings.url.is_empty() {
            return None;
        }
        let agent = |patience| Agent::from(Agent::config_builder().timeout_global(Some(patience)).build());
        Some(Self {
            name: format!("{}@{}", settings.model, settings.url),
            hasty: agent(Duration::from_millis(settings.timeout_ms)),
            patient: agent(BATCH_PATIENCE),
            settings: settings.clone(),
            began: Instant::now(),
            told: AtomicU64::new(0),
        })
    }

    /// Asks once, and says what is wrong; how many numbers a vector has when nothing is.
    pub fn probe(&self) -> Result<usize, String> {
        let vectors = self.ask(&self.patient, &["probe"])?;
        Ok(vectors.first().map_or(0, Vec::len))
    }

    fn ask(&self, agent: &Agent, texts: &[&str]) -> Result<Vec<Vec<f32>>, String> {
        let url = format!("{}/embeddings", self.settings.url.trim_end_matches('/'));
        let mut request = agent.post(&url);
        if !self.settings.key.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.settings.key));
        }
        let mut body = json!({ "model": self.settings.model, "input": texts, "encoding_format": "float" });
        if self.settings.dimensions > 0 {
            body["dimensions"] = self.settings.dimensions.into();
        }
        let mut response = request.send_json(&body).map_err(|error| error.to_string())?;
        let reply: Reply = response.body_mut().read_json().map_err(|error| error.to_string())?;
        vectors(reply, texts.len(), self.settings.dimensions)
    }

    /// Tells of a failure, once a minute at most, and counts it.
    fn failed(&self, reason: &str) {
        metrics::counter!("miaohui_embeddings_failures_total").increment(1);
        let now = self.began.elapsed().as_secs() + 1;
        let last = self.told.load(Ordering::Relaxed);
        let due = last == 0 || now >= last + TELL_EVERY.as_secs();
        if due && self.told.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            tracing::warn!(%reason, "the embeddings endpoint gives no answer; knowledge is found by words alone");
        }
    }
}

/// The vectors of a reply in the order of the texts, each of unit length, or what is wrong with them.
fn vectors(reply: Reply, texts: usize, dimensions: usize) -> Result<Vec<Vec<f32>>, String> {
    let mut placed: Vec<Vec<f32>> = vec![Vec::new(); texts];
    for Datum { index, embedding } in reply.data {
        let place = placed.get_mut(index).ok_or_else(|| format!("the reply has no text {index}"))?;
        *place = embedding;
    }
    let wanted = if dimensions > 0 { dimensions } else { placed.first().map_or(0, Vec::len) };
    for vector in &mut placed {
        if vector.is_empty() || vector.len() != wanted {
            return Err(format!("a vector has {} numbers instead of {wanted}", vector.len()));
        }
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        if !length.is_finite() || length == 0.0 {
            return Err("a vector is not made of numbers".to_owned());
        }
        for x in vector.iter_mut() {
            *x /= length;
        }
    }
    Ok(placed)
}

impl Meanings for Endpoint {
    fn name(&self) -> &str {
        &self.name
    }

    fn one(&self, text: &str) -> Option<Vec<f32>> {
        self.ask(&self.hasty, &[text]).map_err(|reason| self.failed(&reason)).ok()?.pop()
    }

    fn many(&self, texts: &[&str]) -> Option<Vec<Vec<f32>>> {
        let mut all = Vec::with_capacity(texts.len());
        for part in texts.chunks(BATCH) {
            all.extend(self.ask(&self.patient, part).map_err(|reason| self.failed(&reason)).ok()?);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(vectors: &[(usize, &[f32])]) -> Reply {
        let data = vectors.iter().map(|(index, vector)| Datum { index: *index, embedding: vector.to_vec() });
        Reply { data: data.collect() }
    }

    #[test]
    fn vectors_come_in_the_order_of_the_texts_and_of_unit_length() {
        let found = vectors(reply(&[(1, &[0.0, 2.0]), (0, &[3.0, 4.0])]), 2, 2).expect("good");
        assert_eq!(found, [vec![0.6, 0.8], vec![0.0, 1.0]]);
    }

    #[test]
    fn what_is_wrong_with_a_reply_is_said() {
        for (bad, wanted) in [
            (reply(&[(0, &[1.0])]), "1 numbers instead of 2"),
            (reply(&[]), "0 numbers instead of 2"),
            (reply(&[(7, &[1.0, 0.0])]), "no text 7"),
            (reply(&[(0, &[f32::NAN, 0.0])]), "not made of numbers"),
        ] {
            let said = vectors(bad, 1, 2).expect_err("refused");
            assert!(said.contains(wanted), "{said}");
        }
    }
}
