use db::{FromRow, Row, Time, Tx};

use super::list::{Counts, Query, Seen, Summary, View};
use super::receive::Received;
use super::{Attachment, Conversation, Heard, Label, Message, Meta, Packet, Status};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::id::{AgentId, AttachmentId, BuyerId, ConversationId, InboxId, MessageId, ShopId};
use crate::json;
use crate::shop::Shop;

db::sql! {
    OPEN: "INSERT INTO conversation (id, shop_id, inbox_id, buyer_id, number, status, language, urgency, last_seq,
            last_buyer_seq, last_message_at, last_author, last_text, bot_memory, buyer_read_seq, agent_read_seq,
            opened_at) VALUES ($1, $2, $3, $4, $5, 'bot', $6, 'normal', 0, 0, $7, 'buyer', '', '', 0, 0, $7)";
    BY_ID: "SELECT * FROM conversation WHERE id = $1";
    LATEST: "SELECT * FROM conversation WHERE buyer_id = $1 AND inbox_id = $2 ORDER BY opened_at DESC LIMIT 1";
    ABOUT: "SELECT * FROM conversation WHERE shop_id = $1 AND intent = $2 ORDER BY opened_at DESC LIMIT $3";
    OF_BUYER: "SELECT * FROM conversation WHERE buyer_id = $1 ORDER BY opened_at DESC LIMIT $2";
    COUNT_OF_BUYER: "SELECT COUNT(*) FROM conversation WHERE buyer_id = $1";
    LAST_COMPLAINT: "SELECT * FROM conversation WHERE buyer_id = $1
        AND (intent = 'complaint' OR emotion IN ('angry', 'dissatisfied')) ORDER BY opened_at DESC LIMIT 1";
    LAST_DONE: "SELECT * FROM conversation WHERE buyer_id = $1 AND status = 'resolved'
        ORDER BY opened_at DESC LIMIT 1";
    DONE_SINCE: "SELECT * FROM conversation WHERE shop_id = $1 AND status = 'resolved' AND claimed_at IS NOT NULL
        AND resolved_at >= $2 ORDER BY resolved_at DESC LIMIT $3";

    NEXT_SEQ_OF_BUYER: "UPDATE conversation SET last_seq = last_seq + 1, last_buyer_seq = last_seq + 1,
            last_message_at = $3, last_author = 'buyer', last_text = $2 WHERE id = $1 RETURNING last_seq";
    BEGIN_WAIT: "UPDATE conversation SET unanswered_since = $2 WHERE id = $1 AND unanswered_since IS NULL";
    NEXT_SEQ_OF_AGENT: "UPDATE conversation SET last_seq = last_seq + 1, last_message_at = $4, last_author = 'agent',
            last_text = $3, unanswered_since = NULL, due_at = NULL, agent_read_seq = last_seq + 1
        WHERE id = $1 AND status = 'assigned' AND agent_id = $2 RETURNING last_seq";
    NEXT_SEQ_OF_BOT: "UPDATE conversation SET last_seq = last_seq + 1, last_message_at = $4, last_author = 'bot',
            last_text = $3, unanswered_since = CASE WHEN status = 'bot' THEN NULL ELSE unanswered_since END
        WHERE id = $1 AND status IN ('bot', 'waiting') AND claimed_at IS NULL AND last_buyer_seq = $2
        RETURNING last_seq";
    NEXT_SEQ_OF_SYSTEM: "UPDATE conversation SET last_seq = last_seq + 1, last_message_at = $2 WHERE id = $1
        RETURNING last_seq";
    NEXT_SEQ_OF_NOTE: "UPDATE conversation SET last_seq = last_seq + 1 WHERE id = $1 RETURNING last_seq";

    CLAIM: "UPDATE conversation SET status = 'assigned', agent_id = $2, claimed_at = $3, agent_read_seq = last_seq,
            offered_to = NULL, offered_until = NULL, passed_at = NULL, orphaned_at = NULL,
            made_urgent = FALSE, urgency = COALESCE(urgency_else, urgency), urgency_else = NULL
        WHERE id = $1 AND status IN ('bot', 'waiting')";
    RELEASE: "UPDATE conversation SET status = 'waiting', agent_id = NULL, passed_at = $2,
            unanswered_since = COALESCE(unanswered_since, $2), handed_off_at = $2, due_at = COALESCE(due_at, $3)
        WHERE id = $1";
    TRANSFER: "UPDATE conversation SET agent_id = $2 WHERE id = $1";
    HAND_OFF: "UPDATE conversation SET status = 'waiting', hand_off = $2, handed_off_at = $3, due_at = $4,
            unanswered_since = COALESCE(unanswered_since, $3) WHERE id = $1 AND status = 'bot'";
    SET_DUE: "UPDATE conversation SET due_at = $2 WHERE id = $1 AND status IN ('waiting', 'assigned')";
    MAKE_URGENT: "UPDATE conversation SET urgency_else = COALESCE(urgency_else, urgency), urgency = 'urgent',
            made_urgent = TRUE
        WHERE id = $1 AND status <> 'resolved' AND made_urgent = FALSE";
    RESOLVE: "UPDATE conversation SET status = 'resolved', resolved_at = $2, unanswered_since = NULL, due_at = NULL,
            offered_to = NULL, offered_until = NULL, passed_at = NULL, orphaned_at = NULL,
            made_urgent = FALSE, urgency = COALESCE(urgency_else, urgency), urgency_else = NULL
        WHERE id = $1 AND status <> 'resolved'";
    REOPEN: "UPDATE conversation SET status = $2, resolved_at = NULL, unanswered_since = $4, due_at = $3,
            handed_off_at = CASE WHEN $2 = 'bot' THEN NULL ELSE CAST($4 AS BIGINT) END WHERE id = $1";

    ORPHAN: "UPDATE conversation SET orphaned_at = $2, urgency_else = COALESCE(urgency_else, urgency),
            urgency = 'urgent'
        WHERE id = $1 AND status = 'waiting' AND orphaned_at IS NULL";

    OFFER: "UPDATE conversation SET offered_to = $2, offered_until = $3
        WHERE id = $1 AND status = 'waiting' AND offered_to IS NULL";
    END_OFFER: "UPDATE conversation SET offered_to = NULL, offered_until = NULL, passed_at = $3
        WHERE id = $1 AND offered_to = $2";
    END_OFFERS_TO: "UPDATE conversation SET offered_to = NULL, offered_until = NULL, passed_at = $2
        WHERE offered_to = $1 RETURNING id";
    HELD_BY: "SELECT * FROM conversation WHERE agent_id = $1 AND status = 'assigned' ORDER BY unanswered_since, id";

    LABEL: "UPDATE conversation SET intent = $2, emotion = $3, stage = $4, language = $6, custom_intent = $7,
            urgency = CASE WHEN orphaned_at IS NULL AND NOT made_urgent THEN CAST($5 AS TEXT) ELSE 'urgent' END,
            urgency_else = CASE WHEN orphaned_at IS NULL AND NOT made_urgent THEN NULL ELSE CAST($5 AS TEXT) END
        WHERE id = $1";
    REMEMBER: "UPDATE conversation SET bot_memory = $2 WHERE id = $1 AND bot_memory <> $2";
    READ_BY_BUYER: "UPDATE conversation SET buyer_read_seq = $2 WHERE id = $1 AND buyer_read_seq < $2";
    READ_BY_AGENT: "UPDATE conversation SET agent_read_seq = $2 WHERE id = $1 AND agent_read_seq < $2";

    INSERT_MESSAGE: "INSERT INTO message (id, conversation_id, seq, author, agent_id, private, text, state, meta,
            created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    MESSAGE: "SELECT * FROM message WHERE id = $1";
    MESSAGES_AFTER: "SELECT * FROM message WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    MESSAGES_BEFORE: "SELECT * FROM message WHERE conversation_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";

    HEARD_SINCE: "SELECT message.conversation_id, message.text, message.meta, message.created_at FROM message
        JOIN conversation ON conversation.id = message.conversation_id
        WHERE conversation.shop_id = $1 AND message.created_at >= $2 AND message.author = 'buyer' AND message.text <> ''
        ORDER BY message.created_at DESC, message.seq DESC LIMIT $3";

    BY_KEY: "SELECT message_id, conversation_id, seq, fingerprint FROM message_key
        WHERE inbox_id = $1 AND external_id = $2";
    INSERT_KEY: "INSERT INTO message_key (inbox_id, external_id, fingerprint, message_id, conversation_id, seq)
        VALUES ($1, $2, $3, $4, $5, $6)";

    INSERT_ATTACHMENT: "INSERT INTO attachment (id, shop_id, owner, sha256, name, media_type, size, width, height,
            created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    ATTACHMENT: "SELECT * FROM attachment WHERE id = $1";
    ATTACH: "UPDATE attachment SET conversation_id = $2, message_id = $3 WHERE id = $1";
    ATTACHMENTS_OF: "SELECT * FROM attachment WHERE message_id = $1 ORDER BY created_at, id";
    UNSENT: "SELECT COUNT(*) FROM attachment WHERE owner = $1 AND message_id IS NULL";

    SUMMARY: "SELECT conversation.*, buyer.name AS buyer_name, buyer.level AS buyer_level,
            buyer.external_id AS buyer_external_id, agent.name AS agent_name
        FROM conversation JOIN buyer ON buyer.id = conversation.buyer_id
        LEFT JOIN agent ON agent.id = conversation.agent_id WHERE conversation.id = $1";
    LIST: "SELECT conversation.*, buyer.name AS buyer_name, buyer.level AS buyer_level,
            buyer.external_id AS buyer_external_id, agent.name AS agent_name
        FROM conversation JOIN buyer ON buyer.id = conversation.buyer_id
        LEFT JOIN agent ON agent.id = conversation.agent_id
        WHERE (CAST($1 AS TEXT) IS NULL OR conversation.shop_id IN (SELECT team_shop.shop_id FROM team_member
                JOIN team_shop ON team_shop.team_id = team_member.team_id WHERE team_member.agent_id = $1))
            AND (CAST($2 AS TEXT) IS NULL OR conversation.shop_id = $2)
            AND conversation.status = $3
            AND ($4 <> 'mine' OR conversation.agent_id = $5)
            AND ($4 <> 'others' OR conversation.agent_id <> $5)
            AND (CAST($6 AS TEXT) IS NULL OR buyer.name LIKE '%' || $6 || '%'
                OR CAST(conversation.number AS TEXT) = $6
                OR EXISTS (SELECT 1 FROM orders WHERE orders.buyer_id = conversation.buyer_id
                    AND orders.external_id = $6))
            AND (CAST($7 AS BIGINT) IS NULL OR conversation.last_message_at < $7)
        ORDER BY
            CASE WHEN $8 IN ('urgency', 'loss') AND conversation.status <> 'resolved' THEN
                CASE conversation.urgency WHEN 'urgent' THEN 0 WHEN 'important' THEN 1 ELSE 2 END ELSE 0 END,
            CASE WHEN $8 = 'recent' OR conversation.status = 'resolved' THEN 0
                ELSE COALESCE(conversation.unanswered_since, 9000000000000000000) END,
            conversation.last_message_at DESC
        LIMIT $9";
    COUNTS: "SELECT status, CASE WHEN agent_id = $3 THEN 'me' ELSE 'other' END, COUNT(*) FROM conversation
        WHERE (CAST($1 AS TEXT) IS NULL OR shop_id IN (SELECT team_shop.shop_id FROM team_member
                JOIN team_shop ON team_shop.team_id = team_member.team_id WHERE team_member.agent_id = $1))
            AND (CAST($2 AS TEXT) IS NULL OR shop_id = $2) AND status <> 'resolved'
        GROUP BY 1, 2";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn open(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    shop: &Shop,
    inbox: InboxId,
    buyer: BuyerId,
    number: i64,
) -> Result<()> {
    ctx.tx.execute(&OPEN, &[&id, &shop.id, &inbox, &buyer, &number, &shop.language, &ctx.now])?;
    Ok(())
}

pub(super) fn heard_since(tx: &mut Tx<'_>, shop: ShopId, since: Time, limit: i64) -> Result<Vec<Heard>> {
    tx.all(&HEARD_SINCE, &[&shop, &since, &limit])
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: ConversationId) -> Result<Option<Conversation>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn latest(tx: &mut Tx<'_>, buyer: BuyerId, inbox: InboxId) -> Result<Option<Conversation>> {
    tx.optional(&LATEST, &[&buyer, &inbox])
}

pub(super) fn about(tx: &mut Tx<'_>, shop: ShopId, intent: &str, limit: i64) -> Result<Vec<Conversation>> {
    tx.all(&ABOUT, &[&shop, &intent, &limit])
}

pub(super) fn of_buyer(tx: &mut Tx<'_>, buyer: BuyerId, limit: i64) -> Result<Vec<Conversation>> {
    tx.all(&OF_BUYER, &[&buyer, &limit])
}

pub(super) fn count_of_buyer(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<i64> {
    let (count,) = tx.one(&COUNT_OF_BUYER, &[&buyer])?;
    Ok(count)
}

pub(super) fn last_complaint(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<Option<Conversation>> {
    tx.optional(&LAST_COMPLAINT, &[&buyer])
}

pub(super) fn last_done(tx: &mut Tx<'_>, buyer: BuyerId) -> Result<Option<Conversation>> {
    tx.optional(&LAST_DONE, &[&buyer])
}

pub(super) fn done_since(
    tx: &mut Tx<'_>,
    shop: ShopId,
    since: Time,
    limit: i64,
) -> Result<Vec<Conversation>> {
    tx.all(&DONE_SINCE, &[&shop, &since, &limit])
}

pub(super) fn next_seq_of_buyer(
    tx: &mut Tx<'_>,
    id: ConversationId,
    preview: &str,
    now: Time,
) -> Result<i64> {
    let (seq,) = tx.one(&NEXT_SEQ_OF_BUYER, &[&id, &preview, &now])?;
    Ok(seq)
}

pub(super) fn begin_wait(tx: &mut Tx<'_>, id: ConversationId, now: Time) -> Result<()> {
    tx.execute(&BEGIN_WAIT, &[&id, &now])?;
    Ok(())
}

/// None when this agent does not hold the conversation.
pub(super) fn next_seq_of_agent(
    tx: &mut Tx<'_>,
    id: ConversationId,
    agent: AgentId,
    preview: &str,
    now: Time,
) -> Result<Option<i64>> {
    let seq: Option<(i64,)> = tx.optional(&NEXT_SEQ_OF_AGENT, &[&id, &agent, &preview, &now])?;
    Ok(seq.map(|(seq,)| seq))
}

/// None when a person has ever taken the conversation, or the buyer has said more than `seen`.
pub(super) fn next_seq_of_bot(
    tx: &mut Tx<'_>,
    id: ConversationId,
    seen: i64,
    preview: &str,
    now: Time,
) -> Result<Option<i64>> {
    let seq: Option<(i64,)> = tx.optional(&NEXT_SEQ_OF_BOT, &[&id, &seen, &preview, &now])?;
    Ok(seq.map(|(seq,)| seq))
}

pub(super) fn next_seq_of_system(tx: &mut Tx<'_>, id: ConversationId, now: Time) -> Result<i64> {
    let (seq,) = tx.one(&NEXT_SEQ_OF_SYSTEM, &[&id, &now])?;
    Ok(seq)
}

pub(super) fn next_seq_of_note(tx: &mut Tx<'_>, id: ConversationId) -> Result<i64> {
    let (seq,) = tx.one(&NEXT_SEQ_OF_NOTE, &[&id])?;
    Ok(seq)
}

pub(super) fn claim(tx: &mut Tx<'_>, id: ConversationId, agent: AgentId, now: Time) -> Result<u64> {
    tx.execute(&CLAIM, &[&id, &agent, &now])
}

pub(super) fn set_due(tx: &mut Tx<'_>, id: ConversationId, due_at: Time) -> Result<u64> {
    tx.execute(&SET_DUE, &[&id, &due_at])
}

pub(super) fn make_urgent(tx: &mut Tx<'_>, id: ConversationId) -> Result<u64> {
    tx.execute(&MAKE_URGENT, &[&id])
}

pub(super) fn release(tx: &mut Tx<'_>, id: ConversationId, due_at: Time, now: Time) -> Result<u64> {
    tx.execute(&RELEASE, &[&id, &now, &due_at])
}

pub(super) fn offer(tx: &mut Tx<'_>, id: ConversationId, agent: AgentId, until: Time) -> Result<u64> {
    tx.execute(&OFFER, &[&id, &agent, &until])
}

pub(super) fn end_offer(tx: &mut Tx<'_>, id: ConversationId, agent: AgentId, now: Time) -> Result<u64> {
    tx.execute(&END_OFFER, &[&id, &agent, &now])
}

/// Ends every offer to a person; the conversations that were offered.
pub(super) fn end_offers_to(tx: &mut Tx<'_>, agent: AgentId, now: Time) -> Result<Vec<ConversationId>> {
    let rows: Vec<(ConversationId,)> = tx.all(&END_OFFERS_TO, &[&agent, &now])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) fn held_by(tx: &mut Tx<'_>, agent: AgentId) -> Result<Vec<Conversation>> {
    tx.all(&HELD_BY, &[&agent])
}

pub(super) fn transfer(tx: &mut Tx<'_>, id: ConversationId, to: AgentId) -> Result<u64> {
    tx.execute(&TRANSFER, &[&id, &to])
}

pub(super) fn hand_off(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    packet: &Packet,
    due_at: Time,
) -> std::result::Result<u64, Error> {
    Ok(ctx.tx.execute(&HAND_OFF, &[&id, &json::write(packet)?, &ctx.now, &due_at])?)
}

pub(super) fn resolve(tx: &mut Tx<'_>, id: ConversationId, now: Time) -> Result<u64> {
    tx.execute(&RESOLVE, &[&id, &now])
}

pub(super) fn reopen(
    tx: &mut Tx<'_>,
    id: ConversationId,
    status: Status,
    due_at: Option<Time>,
    now: Time,
) -> Result<u64> {
    tx.execute(&REOPEN, &[&id, &status, &due_at, &now])
}

pub(super) fn orphan(tx: &mut Tx<'_>, id: ConversationId, now: Time) -> Result<u64> {
    tx.execute(&ORPHAN, &[&id, &now])
}

pub(super) fn label(tx: &mut Tx<'_>, id: ConversationId, label: &Label) -> Result<u64> {
    let Label { intent, custom_intent, emotion, stage, urgency, language } = label;
    tx.execute(
        &LABEL,
        &[&id, &intent.id(), &emotion.id(), &stage.id(), &urgency.id(), language, custom_intent],
    )
}

pub(super) fn remember(tx: &mut Tx<'_>, id: ConversationId, memory: &str) -> Result<()> {
    tx.execute(&REMEMBER, &[&id, &memory])?;
    Ok(())
}

pub(super) fn read_by_buyer(tx: &mut Tx<'_>, id: ConversationId, seq: i64) -> Result<u64> {
    tx.execute(&READ_BY_BUYER, &[&id, &seq])
}

pub(super) fn read_by_agent(tx: &mut Tx<'_>, id: ConversationId, seq: i64) -> Result<u64> {
    tx.execute(&READ_BY_AGENT, &[&id, &seq])
}

pub(super) fn insert_message(tx: &mut Tx<'_>, message: &Message) -> std::result::Result<(), Error> {
    let Message { id, conversation, seq, author, agent, private, text, state, meta, created_at, .. } =
        message;
    let meta = json::write(meta)?;
    tx.execute(
        &INSERT_MESSAGE,
        &[id, conversation, seq, author, agent, private, text, state, &meta, created_at],
    )?;
    Ok(())
}

pub(super) fn message(tx: &mut Tx<'_>, id: MessageId) -> Result<Option<Message>> {
    tx.optional(&MESSAGE, &[&id])
}

pub(super) fn messages_after(
    tx: &mut Tx<'_>,
    id: ConversationId,
    after: i64,
    limit: i64,
) -> Result<Vec<Message>> {
    tx.all(&MESSAGES_AFTER, &[&id, &after, &limit])
}

pub(super) fn messages_before(
    tx: &mut Tx<'_>,
    id: ConversationId,
    before: i64,
    limit: i64,
) -> Result<Vec<Message>> {
    tx.all(&MESSAGES_BEFORE, &[&id, &before, &limit])
}

/// What an outside id stands for, with the fingerprint of what was sent under it.
pub(super) fn by_key(
    tx: &mut Tx<'_>,
    inbox: InboxId,
    external_id: &str,
) -> Result<Option<(Received, String)>> {
    let found: Option<(MessageId, ConversationId, i64, String)> =
        tx.optional(&BY_KEY, &[&inbox, &external_id])?;
    Ok(found.map(|(message, conversation, seq, fingerprint)| {
        (Received { message, conversation, seq, repeated: false }, fingerprint)
    }))
}

pub(super) fn insert_key(
    tx: &mut Tx<'_>,
    inbox: InboxId,
    external_id: &str,
    fingerprint: &str,
    received: Received,
) -> Result<()> {
    let Received { message, conversation, seq, .. } = received;
    tx.execute(&INSERT_KEY, &[&inbox, &external_id, &fingerprint, &message, &conversation, &seq])?;
    Ok(())
}

pub(super) fn insert_attachment(tx: &mut Tx<'_>, attachment: &Attachment) -> Result<()> {
    let Attachment { id, shop, owner, sha256, name, media_type, size, width, height, created_at, .. } =
        attachment;
    tx.execute(
        &INSERT_ATTACHMENT,
        &[id, shop, owner, sha256, name, media_type, size, width, height, created_at],
    )?;
    Ok(())
}

pub(super) fn attachment(tx: &mut Tx<'_>, id: AttachmentId) -> Result<Option<Attachment>> {
    tx.optional(&ATTACHMENT, &[&id])
}

pub(super) fn attach(
    tx: &mut Tx<'_>,
    id: AttachmentId,
    conversation: ConversationId,
    message: MessageId,
) -> Result<()> {
    tx.execute(&ATTACH, &[&id, &conversation, &message])?;
    Ok(())
}

pub(super) fn attachments_of(tx: &mut Tx<'_>, message: MessageId) -> Result<Vec<Attachment>> {
    tx.all(&ATTACHMENTS_OF, &[&message])
}

pub(super) fn unsent_attachments(tx: &mut Tx<'_>, owner: &str) -> Result<i64> {
    let (count,) = tx.one(&UNSENT, &[&owner])?;
    Ok(count)
}

pub(super) fn summary(tx: &mut Tx<'_>, id: ConversationId) -> Result<Option<Summary>> {
    tx.optional(&SUMMARY, &[&id])
}

pub(super) fn list(tx: &mut Tx<'_>, seen: &Seen, query: &Query) -> Result<Vec<Summary>> {
    let Query { view, sort, text, before, limit, .. } = query;
    let before = before.filter(|_| *view == View::Resolved);
    tx.all(&LIST, &[&seen.teams_of, &seen.shop, &view.status(), view, &seen.me, text, &before, sort, limit])
}

pub(super) fn counts(tx: &mut Tx<'_>, seen: &Seen) -> Result<Counts> {
    let rows: Vec<(Status, String, i64)> = tx.all(&COUNTS, &[&seen.teams_of, &seen.shop, &seen.me])?;
    let mut counts = Counts::default();
    for (status, whose, count) in rows {
        match (status, whose.as_str()) {
            (Status::Waiting, _) => counts.waiting += count,
            (Status::Assigned, "me") => counts.mine += count,
            (Status::Assigned, _) => counts.others += count,
            (Status::Bot, _) => counts.bot += count,
            (Status::Resolved, _) => {}
        }
    }
    Ok(counts)
}

impl FromRow for Heard {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let meta: Meta = json::read(row, "meta")?;
        Ok(Self {
            conversation: row.get("conversation_id")?,
            text: row.get("text")?,
            product: meta.product,
            at: row.get("created_at")?,
        })
    }
}

impl FromRow for Conversation {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            inbox: row.get("inbox_id")?,
            buyer: row.get("buyer_id")?,
            number: row.get("number")?,
            status: row.get("status")?,
            agent: row.get("agent_id")?,
            language: row.get("language")?,
            intent: json::id_optional(row, "intent")?,
            custom_intent: row.get("custom_intent")?,
            emotion: json::id_optional(row, "emotion")?,
            urgency: json::id(row, "urgency")?,
            stage: json::id_optional(row, "stage")?,
            last_seq: row.get("last_seq")?,
            last_buyer_seq: row.get("last_buyer_seq")?,
            last_message_at: row.get("last_message_at")?,
            last_author: row.get("last_author")?,
            last_text: row.get("last_text")?,
            unanswered_since: row.get("unanswered_since")?,
            handed_off_at: row.get("handed_off_at")?,
            packet: json::read_optional::<Packet>(row, "hand_off")?,
            due_at: row.get("due_at")?,
            made_urgent: row.get("made_urgent")?,
            orphaned_at: row.get("orphaned_at")?,
            offered_to: row.get("offered_to")?,
            offered_until: row.get("offered_until")?,
            bot_memory: row.get("bot_memory")?,
            buyer_read_seq: row.get("buyer_read_seq")?,
            agent_read_seq: row.get("agent_read_seq")?,
            typed_seq: row.get("typed_seq")?,
            opened_at: row.get("opened_at")?,
            claimed_at: row.get("claimed_at")?,
            resolved_at: row.get("resolved_at")?,
        })
    }
}

impl FromRow for Summary {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            conversation: Conversation::from_row(row)?,
            buyer_name: row.get("buyer_name")?,
            buyer_level: row.get("buyer_level")?,
            recognised: row.get::<Option<String>>("buyer_external_id")?.is_some(),
            agent_name: row.get("agent_name")?,
        })
    }
}

impl FromRow for Message {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            conversation: row.get("conversation_id")?,
            seq: row.get("seq")?,
            author: row.get("author")?,
            agent: row.get("agent_id")?,
            private: row.get("private")?,
            text: row.get("text")?,
            state: row.get("state")?,
            meta: json::read(row, "meta")?,
            created_at: row.get("created_at")?,
            attachments: Vec::new(),
        })
    }
}

impl FromRow for Attachment {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            conversation: row.get("conversation_id")?,
            owner: row.get("owner")?,
            sha256: row.get("sha256")?,
            name: row.get("name")?,
            media_type: row.get("media_type")?,
            size: row.get("size")?,
            width: row.get("width")?,
            height: row.get("height")?,
            created_at: row.get("created_at")?,
        })
    }
}
