-- One-click flows: what a shop has changed about them, their runs, and the steps of each run.

CREATE TABLE flow_definition (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    flow TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    by_agent TEXT REFERENCES agent (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, flow, version)
);

CREATE TABLE flow_run (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    conversation_id TEXT REFERENCES conversation (id),
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    -- Empty when it is about no order.
    order_number TEXT NOT NULL,
    flow TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- The definition as it was when the run began: an edit does not change what is under way.
    body TEXT NOT NULL,
    language TEXT NOT NULL,
    inputs TEXT NOT NULL,
    starter TEXT NOT NULL,
    agent_id TEXT REFERENCES agent (id),
    client_key TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Whether it may still do something; of one flow and one order one run is open.
    open BOOLEAN NOT NULL,
    gives BIGINT NOT NULL,
    reason TEXT,
    started_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    ended_at BIGINT,
    UNIQUE (shop_id, client_key)
);
CREATE UNIQUE INDEX flow_run_open ON flow_run (shop_id, buyer_id, order_number, flow) WHERE open;
CREATE INDEX flow_run_conversation ON flow_run (conversation_id, started_at);
CREATE INDEX flow_run_buyer ON flow_run (buyer_id, state);
CREATE INDEX flow_run_state ON flow_run (shop_id, state, started_at);

CREATE TABLE flow_step (
    run_id TEXT NOT NULL REFERENCES flow_run (id),
    ordinal BIGINT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    receipt TEXT,
    action TEXT,
    failure TEXT,
    by_hand TEXT,
    until BIGINT,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (run_id, ordinal)
);

-- Texts to phones, each waiting for whoever sends it.
CREATE TABLE sms_outbox (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    run_id TEXT REFERENCES flow_run (id),
    phone TEXT NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    provider_id TEXT,
    reason TEXT,
    not_before BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX sms_outbox_state ON sms_outbox (shop_id, state, created_at);
CREATE INDEX sms_outbox_buyer ON sms_outbox (buyer_id, created_at);
