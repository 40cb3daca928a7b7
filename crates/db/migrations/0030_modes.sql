-- The bot receives first while people are too few; who was handed over and forgotten is seen to.

-- Nobody came in time: since then, until somebody takes it or it is handed over anew.
ALTER TABLE conversation ADD COLUMN orphaned_at BIGINT;
-- How urgent it would be if somebody had come.
ALTER TABLE conversation ADD COLUMN urgency_else TEXT;

-- Whether the bot receives first because people are too few; a shop without a row never had that.
CREATE TABLE surge (
    shop_id TEXT PRIMARY KEY REFERENCES shop (id),
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    -- The wait to be expected when it came to this, if one could be told.
    wait_minutes BIGINT,
    agent_id TEXT REFERENCES agent (id)
);

-- What a waiting buyer was last told of their place: within how many minutes somebody comes, and when that was said.
CREATE TABLE told_place (
    conversation_id TEXT PRIMARY KEY REFERENCES conversation (id),
    minutes BIGINT,
    told_at BIGINT NOT NULL
);
