-- What was promised to buyers, by when, and what came of it.

CREATE TABLE promise (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    -- Whose it is: a person, a team, or (neither) the shop.
    agent_id TEXT REFERENCES agent (id),
    team_id TEXT REFERENCES team (id),
    author TEXT NOT NULL,
    made_by TEXT REFERENCES agent (id),
    -- The message it was made in, and which of the promises in it.
    message_id TEXT,
    message_seq BIGINT,
    ordinal BIGINT NOT NULL,
    kind TEXT NOT NULL,
    wording TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    -- How much of what it waits for was there when it was made: more than that keeps it.
    baseline BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    remind_at BIGINT NOT NULL,
    reminded_at BIGINT,
    moves BIGINT NOT NULL,
    -- When it was not kept in time, and whose it was then. It stays so, whatever is done later.
    broken_at BIGINT,
    broken_by TEXT REFERENCES agent (id),
    state TEXT NOT NULL,
    reason TEXT,
    closed_by TEXT REFERENCES agent (id),
    closed_at BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (message_id, ordinal)
);
CREATE INDEX promise_open ON promise (shop_id, state, due_at);
CREATE INDEX promise_agent ON promise (agent_id, state, due_at);
CREATE INDEX promise_conversation ON promise (conversation_id, due_at);
CREATE INDEX promise_buyer ON promise (buyer_id, state);
CREATE INDEX promise_made ON promise (shop_id, created_at);

-- What was changed about a promise, by whom and why.
CREATE TABLE promise_change (
    promise_id TEXT NOT NULL REFERENCES promise (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    due_before BIGINT NOT NULL,
    due_after BIGINT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (promise_id, number)
);

-- Replies of agents that named no step and no time, and whether the buyer came back about the same matter.
CREATE TABLE vague_reply (
    message_id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    intent TEXT,
    text TEXT NOT NULL,
    phrases TEXT NOT NULL,
    at BIGINT NOT NULL,
    again_conversation_id TEXT REFERENCES conversation (id),
    again_at BIGINT
);
CREATE INDEX vague_reply_buyer ON vague_reply (buyer_id, at);
CREATE INDEX vague_reply_again ON vague_reply (again_conversation_id);
CREATE INDEX vague_reply_shop ON vague_reply (shop_id, at);

-- An agent takes a few minutes to get to the root of one matter.
CREATE TABLE deep_resolve (
    conversation_id TEXT PRIMARY KEY REFERENCES conversation (id),
    shop_id TEXT NOT NULL REFERENCES shop (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    started_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    ended_at BIGINT,
    steps TEXT NOT NULL
);
CREATE INDEX deep_resolve_running ON deep_resolve (shop_id, ended_at);
