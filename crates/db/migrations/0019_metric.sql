-- How a shop has its numbers counted: its own versions of metric definitions. A version is never changed; the next one has
-- its own day from which it holds.

CREATE TABLE metric_definition (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    name TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    agent_id TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, name, version)
);
