-- What is said, what is known, and the work that follows.

CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    inbox_id TEXT NOT NULL REFERENCES inbox (id),
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    number BIGINT NOT NULL,
    status TEXT NOT NULL,
    agent_id TEXT REFERENCES agent (id),
    language TEXT NOT NULL,
    intent TEXT,
    emotion TEXT,
    urgency TEXT NOT NULL,
    stage TEXT,
    last_seq BIGINT NOT NULL,
    last_buyer_seq BIGINT NOT NULL,
    last_message_at BIGINT NOT NULL,
    last_author TEXT NOT NULL,
    last_text TEXT NOT NULL,
    unanswered_since BIGINT,
    handed_off_at BIGINT,
    hand_off TEXT,
    due_at BIGINT,
    bot_memory TEXT NOT NULL,
    buyer_read_seq BIGINT NOT NULL,
    agent_read_seq BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    claimed_at BIGINT,
    resolved_at BIGINT,
    UNIQUE (shop_id, number)
);
CREATE INDEX conversation_queue ON conversation (shop_id, status, last_message_at);
CREATE INDEX conversation_buyer ON conversation (buyer_id, inbox_id, opened_at);
CREATE INDEX conversation_agent ON conversation (agent_id, status);

-- Which message an outside id stands for. Apart from `message`, whose partitions cannot keep a key of their own.
CREATE TABLE message_key (
    inbox_id TEXT NOT NULL REFERENCES inbox (id),
    external_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    message_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (inbox_id, external_id)
);

CREATE TABLE attachment (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    conversation_id TEXT REFERENCES conversation (id),
    owner TEXT NOT NULL,
    message_id TEXT,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    width BIGINT,
    height BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX attachment_message ON attachment (message_id);

CREATE TABLE article (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    external_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    question TEXT NOT NULL,
    wordings TEXT NOT NULL,
    answer TEXT NOT NULL,
    category TEXT NOT NULL,
    scope TEXT NOT NULL,
    language TEXT NOT NULL,
    audience TEXT NOT NULL,
    valid_from BIGINT,
    valid_until BIGINT,
    link TEXT,
    image TEXT,
    updated_at BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);
CREATE INDEX article_updated ON article (updated_at);

-- What the local encoder makes of a text, so that a restart need not encode again.
CREATE TABLE embedding (
    model TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    vector BYTEA NOT NULL,
    PRIMARY KEY (model, text_hash)
);

CREATE TABLE webhook (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    inbox_id TEXT REFERENCES inbox (id),
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    events TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    disabled_reason TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_shop ON webhook (shop_id);

CREATE TABLE webhook_delivery (
    id TEXT PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhook (id),
    lane TEXT NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    delivered_at BIGINT
);
CREATE INDEX webhook_delivery_lane ON webhook_delivery (webhook_id, lane, id);

CREATE TABLE webhook_attempt (
    delivery_id TEXT NOT NULL REFERENCES webhook_delivery (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    status BIGINT,
    outcome TEXT NOT NULL,
    duration_ms BIGINT NOT NULL,
    PRIMARY KEY (delivery_id, number)
);

CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_by TEXT,
    last_error TEXT,
    dead_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX job_due ON job (run_at) WHERE dead_at IS NULL;
