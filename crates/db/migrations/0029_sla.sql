-- What a shop promises, which lines were crossed, and when nothing could be sent or received.

CREATE TABLE sla_policy (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    version BIGINT NOT NULL,
    effective_from BIGINT NOT NULL,
    body TEXT NOT NULL,
    agent_id TEXT REFERENCES agent (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, version)
);

-- What a clock of a conversation has come to, so that it is told once: -2 the yellow line, -1 the red one, from 0 on the
-- steps after it. Whether a promise was kept is not kept here: that follows from the ledger.
CREATE TABLE sla_line (
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    metric TEXT NOT NULL,
    reply TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    step BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (conversation_id, metric, reply, began_at, step)
);

-- Without a shop, the house itself was down; without an end, it lasts.
CREATE TABLE outage (
    id TEXT PRIMARY KEY,
    shop_id TEXT REFERENCES shop (id),
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    why TEXT NOT NULL,
    agent_id TEXT REFERENCES agent (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX outage_shop ON outage (shop_id, began_at);

-- When the house was last seen to work: one row.
CREATE TABLE house_pulse (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL
);

-- It waited too long, and is urgent until it is done.
ALTER TABLE conversation ADD COLUMN made_urgent BOOLEAN NOT NULL DEFAULT FALSE;
-- Up to which of the buyer's words a person is known to have begun to write.
ALTER TABLE conversation ADD COLUMN typed_seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX conversation_opened ON conversation (shop_id, opened_at);

CREATE INDEX presence_span_ended ON presence_span (ended_at);
