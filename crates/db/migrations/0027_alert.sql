-- Who is told on their phones what must be known at once, and what they were told.

CREATE TABLE alert_target (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    secret TEXT,
    events TEXT NOT NULL,
    hours TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    busy_until BIGINT,
    turns BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE INDEX alert_target_shop ON alert_target (shop_id);

CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    target_id TEXT NOT NULL REFERENCES alert_target (id),
    event TEXT NOT NULL,
    cause TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    path TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    reason TEXT,
    not_before BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (target_id, cause)
);
CREATE INDEX alert_next ON alert (target_id, state, not_before);
CREATE INDEX alert_shop ON alert (shop_id, id);

-- When a target was last sent something: robots take only so many in a while.
CREATE TABLE alert_try (
    target_id TEXT NOT NULL REFERENCES alert_target (id),
    at BIGINT NOT NULL
);
CREATE INDEX alert_try_target ON alert_try (target_id, at);
