-- Browsers of people that are told what concerns them, people who are called in, and crises.

CREATE TABLE device (
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    name TEXT NOT NULL,
    endpoint TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    auth TEXT NOT NULL,
    events TEXT NOT NULL,
    busy_until BIGINT,
    turns BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE INDEX device_agent ON device (agent_id);

-- What a device was to be told. A test is of no shop.
CREATE TABLE push (
    id TEXT PRIMARY KEY,
    device_id TEXT NOT NULL REFERENCES device (id),
    shop_id TEXT REFERENCES shop (id),
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
    UNIQUE (device_id, cause)
);
CREATE INDEX push_next ON push (device_id, state, not_before);

-- The hours in which somebody stands by, as JSON; nothing when they do not.
ALTER TABLE agent ADD COLUMN standby TEXT;

-- Without an agent, by the shop's own line.
CREATE TABLE standby_call (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    called_by TEXT REFERENCES agent (id),
    waiting BIGINT NOT NULL,
    wait_seconds BIGINT NOT NULL,
    called_at BIGINT NOT NULL
);
CREATE INDEX standby_call_shop ON standby_call (shop_id, called_at);

CREATE TABLE standby_called (
    call_id TEXT NOT NULL REFERENCES standby_call (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    came_at BIGINT,
    PRIMARY KEY (call_id, agent_id)
);
CREATE INDEX standby_called_agent ON standby_called (agent_id);

-- Without an agent, the queue began it.
CREATE TABLE emergency (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    declared_by TEXT REFERENCES agent (id),
    waiting BIGINT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT REFERENCES agent (id)
);
-- A shop has one crisis at a time.
CREATE UNIQUE INDEX emergency_under_way ON emergency (shop_id) WHERE ended_at IS NULL;
