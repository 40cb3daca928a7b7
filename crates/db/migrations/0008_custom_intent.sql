-- What a shop calls intents of its own, and the examples they are known by.

CREATE TABLE custom_intent (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    name TEXT NOT NULL,
    examples TEXT NOT NULL,
    article_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (shop_id, name)
);

-- What the shop called the last burst's intent when it was read.
ALTER TABLE conversation ADD COLUMN custom_intent TEXT;
