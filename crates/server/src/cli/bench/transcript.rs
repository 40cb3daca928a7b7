//! What the clients of a bench were promised and what they heard, and what is wrong with it. Knows no network.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Instant;

use desk::fact::Author;
use desk::id::{ConversationId, MessageId};

use super::figures::Latencies;
use super::frame::{Ack, Said};

/// Everything of one run.
#[derive(Default)]
pub(super) struct Transcript {
    waiting: HashMap<String, Waiting>,
    /// The conversation of each speaker, as far as it is known.
    speakers: HashMap<usize, ConversationId>,
    /// Every acknowledged message, by conversation.
    pub(super) conversations: HashMap<ConversationId, Conversation>,
    /// From the moment a message was due to its acknowledgement.
    pub(super) acks: Latencies,
    /// From the moment a message was due to the answer that covers it.
    pub(super) replies: Latencies,
    /// Messages handed to a client.
    pub(super) messages: u64,
    /// Messages told, acknowledged or answered a second time: the conversation, and the number that came again.
    pub(super) doubled: Vec<(ConversationId, i64)>,
    /// Messages told or numbered in another order than they were said in.
    pub(super) out_of_order: u64,
    /// Messages refused, by code.
    pub(super) refused: BTreeMap<String, u64>,
    /// Connections that broke and were opened again.
    pub(super) reconnects: u64,
    /// Times a client was told that it had missed too much.
    pub(super) resyncs: u64,
    /// When the first message was due and the last one acknowledged.
    pub(super) span: Option<(Instant, Instant)>,
}

struct Waiting {
    speaker: usize,
    due: Instant,
    /// The conversation as far as it was known when this was sent: its number must be higher.
    after: Option<(ConversationId, i64)>,
}

/// One conversation.
#[derive(Default)]
pub(super) struct Conversation {
    /// Which of the bench's buyers it is with.
    pub(super) speaker: usize,
    /// Acknowledged messages of the buyer and of agents: number, id, and the client's own id.
    pub(super) acked: Vec<(i64, MessageId, String)>,
    unanswered: Vec<(i64, Instant)>,
    answers: Vec<(i64, Instant)>,
    heard: HashSet<MessageId>,
    last_heard: i64,
    highest: i64,
}

impl Transcript {
    /// A buyer's message was due at `due` and is handed to a client.
    pub(super) fn said(&mut self, speaker: usize, client_id: &str, due: Instant) {
        self.messages += 1;
        let known = self.speakers.get(&speaker);
        let after = known.and_then(|id| Some((*id, self.conversations.get(id)?.highest)));
        self.waiting.insert(client_id.to_owned(), Waiting { speaker, due, after });
        if self.span.is_none() {
            self.span = Some((due, due));
        }
    }

    /// A message was acknowledged. A second acknowledgement of the same id must say the same.
    pub(super) fn acked(&mut self, client_id: &str, ack: Ack, now: Instant) {
        let conversation = self.conversations.entry(ack.conversation).or_default();
        let Some(Waiting { speaker, due, after }) = self.waiting.remove(client_id) else {
            let known = conversation.acked.iter().any(|(seq, id, _)| (*seq, *id) == (ack.seq, ack.message));
            if !known {
                self.doubled.push((ack.conversation, ack.seq));
            }
            return;
        };
        conversation.speaker = speaker;
        self.speakers.insert(speaker, ack.conversation);
        self.acks.record(now.saturating_duration_since(due));
        if let Some((_, last)) = &mut self.span {
            *last = now.max(*last);
        }
        if after.is_some_and(|(id, seq)| id == ack.conversation && ack.seq <= seq) {
            self.out_of_order += 1;
        }
        conversation.highest = conversation.highest.max(ack.seq);
        conversation.acked.push((ack.seq, ack.message, client_id.to_owned()));
        match conversation.answers.iter().find(|(seq, _)| *seq >= ack.seq) {
            Some((_, at)) => self.replies.record(at.saturating_duration_since(due)),
            None => conversation.unanswered.push((ack.seq, due)),
        }
    }

    /// An agent's message was acknowledged.
    pub(super) fn replied(&mut self, client_id: &str, ack: Ack) {
        let conversation = self.conversations.entry(ack.conversation).or_default();
        conversation.acked.push((ack.seq, ack.message, client_id.to_owned()));
    }

    /// A message was refused for good.
    pub(super) fn refused(&mut self, client_id: Option<&str>, code: &str) {
        if let Some(client_id) = client_id {
            self.waiting.remove(client_id);
        }
        *self.refused.entry(code.to_owned()).or_default() += 1;
    }

    /// A message was told over a connection.
    pub(super) fn heard(&mut self, said: &Said, now: Instant) {
        let conversation = self.conversations.entry(said.conversation).or_default();
        if !conversation.heard.insert(said.id) {
            self.doubled.push((said.conversation, said.seq));
            return;
        }
        if said.seq <= conversation.last_heard {
            self.out_of_order += 1;
        }
        conversation.last_heard = conversation.last_heard.max(said.seq);
        conversation.highest = conversation.highest.max(said.seq);
        let (Author::Bot, Some(answers)) = (said.author, said.answers_seq) else { return };
        if conversation.answers.iter().any(|(seq, _)| *seq == answers) {
            self.doubled.push((said.conversation, said.seq));
        }
        conversation.answers.push((answers, now));
        let Self { replies, .. } = self;
        conversation.unanswered.retain(|(seq, due)| {
            let open = *seq > answers;
            if !open {
                replies.record(now.saturating_duration_since(*due));
            }
            open
        });
    }

    /// Messages that were sent and neither acknowledged nor refused.
    pub(super) fn unacknowledged(&self) -> usize {
        self.waiting.len()
    }

    /// Acknowledged messages.
    pub(super) fn acknowledged(&self) -> usize {
        self.conversations.values().map(|conversation| conversation.acked.len()).sum()
    }

    /// Acknowledged messages of these speakers that no answer has covered.
    pub(super) fn unanswered(&self, of: impl Fn(usize) -> bool) -> usize {
        let of = |conversation: &&Conversation| of(conversation.speaker);
        self.conversations.values().filter(of).map(|conversation| conversation.unanswered.len()).sum()
    }
}

impl Conversation {
    /// Whether this message was told over a connection.
    pub(super) fn has_heard(&self, id: MessageId) -> bool {
        self.heard.contains(&id)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use uuid::Uuid;

    use super::*;

    fn ack(conversation: ConversationId, seq: i64) -> Ack {
        Ack { message: Uuid::now_v7().into(), conversation, seq }
    }

    fn answer(conversation: ConversationId, seq: i64, answers: i64) -> Said {
        Said { id: Uuid::now_v7().into(), conversation, seq, author: Author::Bot, answers_seq: Some(answers) }
    }

    #[test]
    fn an_answer_covers_the_whole_burst_and_is_timed_from_when_each_message_was_due() {
        let (mut transcript, id, start) = (Transcript::default(), Uuid::now_v7().into(), Instant::now());
        let at = |ms| start + Duration::from_millis(ms);
        transcript.said(1, "a", at(0));
        transcript.said(1, "b", at(10));
        transcript.acked("a", ack(id, 1), at(12));
        transcript.heard(&answer(id, 3, 2), at(40));
        // The acknowledgement may come by another connection, after the answer.
        transcript.acked("b", ack(id, 2), at(41));
        assert_eq!((transcript.unanswered(|_| true), transcript.unacknowledged()), (0, 0));
        assert_eq!((transcript.replies.count(), transcript.replies.ms(1.0).round()), (2, 40.0));
    }

    #[test]
    fn what_comes_twice_or_backwards_is_counted() {
        let (mut transcript, id, now) = (Transcript::default(), Uuid::now_v7().into(), Instant::now());
        let first = answer(id, 4, 1);
        transcript.heard(&first, now);
        transcript.heard(&first, now);
        assert_eq!((transcript.doubled.len(), transcript.out_of_order), (1, 0));
        transcript.heard(&answer(id, 5, 1), now);
        assert_eq!(transcript.doubled.len(), 2, "one burst, two answers");
        transcript.heard(&answer(id, 2, 3), now);
        assert_eq!(transcript.out_of_order, 1);
        transcript.said(1, "early", now);
        transcript.acked("early", ack(id, 6), now);
        transcript.said(1, "late", now);
        transcript.acked("late", ack(id, 5), now);
        assert_eq!(transcript.out_of_order, 2, "numbered before what its sender had seen");
    }

    #[test]
    fn the_same_acknowledgement_again_is_no_second_message_but_another_one_is() {
        let (mut transcript, id, now) = (Transcript::default(), Uuid::now_v7().into(), Instant::now());
        transcript.said(1, "a", now);
        let stored = ack(id, 1);
        transcript.acked("a", stored, now);
        transcript.acked("a", stored, now);
        assert_eq!((transcript.acknowledged(), transcript.doubled.len()), (1, 0));
        transcript.acked("a", ack(id, 2), now);
        assert_eq!(transcript.doubled.len(), 1);
    }
}
