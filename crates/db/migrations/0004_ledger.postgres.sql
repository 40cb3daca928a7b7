-- The ledger and the messages, partitioned by month. An id is a UUIDv7: its text sorts by time, so a range of ids is a
-- range of time and the id alone can be the key. Partitions are made ahead of need at start and once a day.
--
-- A fact has no position until it is committed: positions are given afterwards, in one place, in the order in which
-- commits became visible, so that whoever has seen position n never later finds a smaller one.

CREATE TABLE fact (
    id TEXT PRIMARY KEY,
    position BIGINT,
    shop_id TEXT,
    conversation_id TEXT,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX fact_position ON fact (position);
CREATE INDEX fact_unplaced ON fact (id) WHERE position IS NULL;
CREATE INDEX fact_conversation ON fact (conversation_id, position);
CREATE INDEX fact_shop ON fact (shop_id, position);
CREATE TABLE fact_default PARTITION OF fact DEFAULT;

CREATE TABLE ledger_head (
    only_row BOOLEAN PRIMARY KEY,
    position BIGINT NOT NULL
);
INSERT INTO ledger_head (only_row, position) VALUES (TRUE, 0);

CREATE TABLE message (
    id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    seq BIGINT NOT NULL,
    author TEXT NOT NULL,
    agent_id TEXT,
    private BOOLEAN NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    meta TEXT NOT NULL,
    created_at BIGINT NOT NULL
) PARTITION BY RANGE (id);
CREATE INDEX message_sequence ON message (conversation_id, seq);
CREATE TABLE message_default PARTITION OF message DEFAULT;
