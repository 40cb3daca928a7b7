use std::collections::HashMap;
use std::sync::Mutex;

use tokio::sync::watch;

/// Something that committed work may concern; whoever waits on it is woken after the commit, never before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Topic(pub &'static str);

/// The waiting ends of every topic. A wake-up is a hint to look into the database; it carries no truth of its own.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    topics: Mutex<HashMap<Topic, watch::Sender<u64>>>,
}

impl Signals {
    pub(crate) fn listen(&self, topic: Topic) -> watch::Receiver<u64> {
        let mut topics = self.topics.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        topics.entry(topic).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    pub(crate) fn wake(&self, touched: &[Topic]) {
        if touched.is_empty() {
            return;
        }
        let topics = self.topics.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for topic in touched {
            if let Some(sender) = topics.get(topic) {
                sender.send_modify(|n| *n = n.wrapping_add(1));
            }
        }
    }
}
