-- Who and where: shops, the people who answer, the people who ask, and the ways in.

CREATE TABLE shop (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    settings TEXT NOT NULL,
    last_number BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE TABLE team (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE team_shop (
    team_id TEXT NOT NULL REFERENCES team (id),
    shop_id TEXT NOT NULL REFERENCES shop (id),
    PRIMARY KEY (team_id, shop_id)
);

CREATE TABLE agent (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    disabled_at BIGINT,
    presence TEXT NOT NULL,
    presence_since BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE team_member (
    team_id TEXT NOT NULL REFERENCES team (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    PRIMARY KEY (team_id, agent_id)
);
CREATE INDEX team_member_agent ON team_member (agent_id);

CREATE TABLE agent_session (
    token_hash TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX agent_session_agent ON agent_session (agent_id);

CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    name TEXT NOT NULL,
    hint TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX api_key_shop ON api_key (shop_id);

CREATE TABLE inbox (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    channel TEXT NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    secret TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX inbox_shop ON inbox (shop_id);

CREATE TABLE buyer (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    external_id TEXT,
    name TEXT,
    phone TEXT,
    email TEXT,
    level TEXT,
    city TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);

CREATE TABLE handle (
    inbox_id TEXT NOT NULL REFERENCES inbox (id),
    value TEXT NOT NULL,
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (inbox_id, value)
);
CREATE INDEX handle_buyer ON handle (buyer_id);

CREATE TABLE buyer_session (
    token_hash TEXT PRIMARY KEY,
    inbox_id TEXT NOT NULL REFERENCES inbox (id),
    handle TEXT NOT NULL,
    recognised BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX buyer_session_expiry ON buyer_session (expires_at);

CREATE TABLE buyer_note (
    id TEXT PRIMARY KEY,
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX buyer_note_buyer ON buyer_note (buyer_id, created_at);

CREATE TABLE buyer_tag (
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (buyer_id, tag)
);
