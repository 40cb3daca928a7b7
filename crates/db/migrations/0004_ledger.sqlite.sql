-- The ledger and the messages. One writer, so a fact's position is given as it is written.

CREATE TABLE fact (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    shop_id TEXT,
    conversation_id TEXT,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX fact_conversation ON fact (conversation_id, position);
CREATE INDEX fact_shop ON fact (shop_id, position);

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
);
CREATE UNIQUE INDEX message_sequence ON message (conversation_id, seq);
