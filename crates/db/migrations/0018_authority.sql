-- What may be given away: the limits, what was given, what was asked of a lead, and what was allowed for a while.
-- Money is in minor units of the shop's currency.

CREATE TABLE authority_limits (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    version BIGINT NOT NULL,
    limits TEXT NOT NULL,
    set_by TEXT NOT NULL REFERENCES agent (id),
    set_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, version)
);

-- Whoever gives something away first writes the rows of the person, the buyer and the case: of two at once, the second
-- waits here until what the first gave is there to be counted.
CREATE TABLE authority_turn (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    name TEXT NOT NULL,
    turns BIGINT NOT NULL,
    PRIMARY KEY (shop_id, name)
);

CREATE TABLE authority_use (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    key TEXT NOT NULL,
    agent_id TEXT REFERENCES agent (id),
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    conversation_id TEXT REFERENCES conversation (id),
    order_number TEXT,
    -- The order, or the conversation or the buyer when it is about none.
    matter TEXT NOT NULL,
    flow TEXT NOT NULL,
    reason TEXT NOT NULL,
    amount BIGINT NOT NULL,
    -- What of it counts: all while it is reserved, what was spent of it after that.
    counted BIGINT NOT NULL,
    state TEXT NOT NULL,
    -- In the zone of the shop, such as 2026-11-26 and 2026-11.
    day TEXT NOT NULL,
    month TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    UNIQUE (shop_id, key)
);
CREATE INDEX authority_use_matter ON authority_use (shop_id, matter, created_at);
CREATE INDEX authority_use_day ON authority_use (shop_id, day, agent_id);
CREATE INDEX authority_use_month ON authority_use (buyer_id, month);

CREATE TABLE approval (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    conversation_id TEXT REFERENCES conversation (id),
    run TEXT NOT NULL,
    asked_by TEXT REFERENCES agent (id),
    asked_at BIGINT NOT NULL,
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    order_number TEXT,
    order_value BIGINT NOT NULL,
    flow TEXT NOT NULL,
    reason TEXT NOT NULL,
    amount BIGINT NOT NULL,
    over_limit TEXT NOT NULL,
    over_by BIGINT NOT NULL,
    why TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT REFERENCES agent (id),
    decided_at BIGINT,
    note TEXT NOT NULL,
    use_id TEXT REFERENCES authority_use (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX approval_shop ON approval (shop_id, state, asked_at);
CREATE INDEX approval_buyer ON approval (buyer_id);
CREATE UNIQUE INDEX approval_run ON approval (shop_id, run) WHERE state IN ('asked', 'approved');

CREATE TABLE authority_raise (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    percent BIGINT,
    amount BIGINT,
    -- Nobody is raised above what this role may give.
    ceiling TEXT NOT NULL,
    raised_by TEXT REFERENCES agent (id),
    why TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX authority_raise_conversation ON authority_raise (conversation_id, made_at);
