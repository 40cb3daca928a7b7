-- Who changed what about where a shop draws the line between bot and people, in order. What holds now is among the
-- shop's settings.
CREATE TABLE boundary_change (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    intent TEXT NOT NULL,
    moment TEXT NOT NULL,
    was TEXT NOT NULL,
    becomes TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT REFERENCES agent (id)
);
CREATE INDEX boundary_change_shop ON boundary_change (shop_id, changed_at);
