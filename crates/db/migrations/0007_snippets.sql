-- Texts that agents send often, who has sent them, and which key each person has put them on.

CREATE TABLE snippet (
    id TEXT PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    shop_id TEXT REFERENCES shop (id),
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    shortcut TEXT NOT NULL,
    category TEXT NOT NULL,
    intent TEXT,
    images TEXT NOT NULL,
    starter TEXT,
    version BIGINT NOT NULL,
    review_at BIGINT NOT NULL,
    archived_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX snippet_owner ON snippet (owner_kind, owner_id);
CREATE UNIQUE INDEX snippet_shortcut ON snippet (owner_kind, owner_id, shortcut)
    WHERE shortcut <> '' AND archived_at IS NULL;
CREATE UNIQUE INDEX snippet_starter ON snippet (owner_id, starter) WHERE starter IS NOT NULL;

CREATE TABLE snippet_hotkey (
    agent_id TEXT NOT NULL REFERENCES agent (id),
    hotkey BIGINT NOT NULL,
    snippet_id TEXT NOT NULL REFERENCES snippet (id),
    PRIMARY KEY (agent_id, hotkey)
);

CREATE TABLE snippet_count (
    snippet_id TEXT NOT NULL REFERENCES snippet (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    uses BIGINT NOT NULL,
    PRIMARY KEY (snippet_id, agent_id)
);

-- One line a sending; `edited` in thousandths of the text. Ids of messages sort by the time they were sent at.
CREATE TABLE snippet_sent (
    message_id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    shop_id TEXT NOT NULL REFERENCES shop (id),
    snippet_id TEXT NOT NULL REFERENCES snippet (id),
    edited BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX snippet_sent_lately ON snippet_sent (agent_id, shop_id, at);
