-- What was read to learn from: files, product pages, past conversations; and what each part of it said.
CREATE TABLE document (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    link TEXT,
    hash TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    read_by TEXT REFERENCES agent (id),
    UNIQUE (shop_id, kind, name)
);

CREATE TABLE document_section (
    document_id TEXT NOT NULL REFERENCES document (id),
    key TEXT NOT NULL,
    hash TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    proposal_id TEXT REFERENCES proposal (id),
    PRIMARY KEY (document_id, key)
);
CREATE INDEX document_section_proposal ON document_section (proposal_id);
