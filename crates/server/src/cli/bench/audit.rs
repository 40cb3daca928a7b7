//! A conversation as it is stored, against what was promised about it. Pure.

use std::collections::HashMap;

use desk::fact::Author;
use desk::id::MessageId;

use super::history::Stored;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Findings {
    /// Acknowledged, and not there as it was acknowledged.
    pub(super) lost: u64,
    /// Stored twice, or one burst answered twice.
    pub(super) duplicated: u64,
    /// Numbers that are missing.
    pub(super) gaps: u64,
    /// Words of the bot after a person had taken over.
    pub(super) bot_after_person: u64,
}

impl Findings {
    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            lost: self.lost + other.lost,
            duplicated: self.duplicated + other.duplicated,
            gaps: self.gaps + other.gaps,
            bot_after_person: self.bot_after_person + other.bot_after_person,
        }
    }
}

/// Compares the messages after number `from`, all of them and in order, with the acknowledged ones among them.
pub(super) fn audit(from: i64, stored: &[Stored], acked: &[(i64, MessageId, String)]) -> Findings {
    let mut findings = Findings::default();
    let by_id: HashMap<MessageId, &Stored> = stored.iter().map(|message| (message.id, message)).collect();
    for (seq, id, client_id) in acked.iter().filter(|(seq, ..)| *seq > from) {
        let kept = by_id.get(id).is_some_and(|message| {
            message.seq == *seq && message.client_id.as_ref().is_none_or(|known| known == client_id)
        });
        findings.lost += u64::from(!kept);
    }
    let mut senders: HashMap<(Author, &str), u64> = HashMap::new();
    let (mut expected, mut answered, mut person_was_here) = (from + 1, false, false);
    for message in stored {
        match message.seq - expected {
            0 => expected += 1,
            ahead if ahead > 0 => {
                findings.gaps += u64::try_from(ahead).unwrap_or(0);
                expected = message.seq + 1;
            }
            _ => findings.duplicated += 1,
        }
        if let Some(client_id) = &message.client_id {
            let count = senders.entry((message.author, client_id)).or_default();
            *count += 1;
            findings.duplicated += u64::from(*count > 1);
        }
        match message.author {
            Author::Buyer => answered = false,
            Author::Bot => {
                findings.duplicated += u64::from(answered);
                findings.bot_after_person += u64::from(person_was_here);
                answered = true;
            }
            Author::Agent | Author::Assist => person_was_here = true,
            Author::System => {}
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn stored(seq: i64, author: Author, client_id: Option<&str>) -> Stored {
        Stored {
            id: Uuid::now_v7().into(),
            seq,
            author,
            private: false,
            client_id: client_id.map(str::to_owned),
        }
    }

    #[test]
    fn what_was_promised_and_is_there_once_is_fine() {
        let all = [
            stored(1, Author::Buyer, Some("a")),
            stored(2, Author::Bot, None),
            stored(3, Author::Buyer, Some("b")),
        ];
        let acked = [(1, all[0].id, "a".to_owned()), (3, all[2].id, "b".to_owned())];
        assert_eq!(audit(0, &all, &acked), Findings::default());
        assert_eq!(audit(1, &all[1..], &acked), Findings::default());
    }

    #[test]
    fn each_way_of_breaking_the_promise_is_found() {
        let all = [
            stored(1, Author::Buyer, Some("a")),
            stored(2, Author::Bot, None),
            stored(3, Author::Bot, None),
            stored(5, Author::Agent, Some("x")),
            stored(6, Author::Bot, None),
            stored(7, Author::Buyer, Some("a")),
        ];
        let acked = [(1, all[0].id, "a".to_owned()), (4, Uuid::now_v7().into(), "gone".to_owned())];
        let expected = Findings { lost: 1, duplicated: 3, gaps: 1, bot_after_person: 1 };
        assert_eq!(
            audit(0, &all, &acked),
            expected,
            "answered twice before and after the agent; one id stored twice"
        );
    }
}
