-- The live version of an article stays in `article`; every version it had, has or may have is in `article_version`.
ALTER TABLE article ADD COLUMN status TEXT NOT NULL DEFAULT 'published';
ALTER TABLE article ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
ALTER TABLE article ADD COLUMN owner_id TEXT REFERENCES agent (id);
ALTER TABLE article ADD COLUMN review_at BIGINT;
ALTER TABLE article ADD COLUMN stale TEXT;
ALTER TABLE article ADD COLUMN source TEXT;

CREATE TABLE article_version (
    article_id TEXT NOT NULL REFERENCES article (id),
    number BIGINT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    note TEXT NOT NULL,
    author_id TEXT REFERENCES agent (id),
    created_at BIGINT NOT NULL,
    decided_by TEXT REFERENCES agent (id),
    decided_at BIGINT,
    PRIMARY KEY (article_id, number)
);

-- What somebody or something thinks the shop should know, until a keeper has decided.
CREATE TABLE proposal (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    kind TEXT NOT NULL,
    article_id TEXT REFERENCES article (id),
    body TEXT NOT NULL,
    source TEXT NOT NULL,
    conflicts TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT REFERENCES agent (id),
    decided_at BIGINT,
    decided_by TEXT REFERENCES agent (id)
);
CREATE INDEX proposal_open ON proposal (shop_id, state, created_at);
