-- What a shop is connected to: the system that keeps its orders, and whoever knows where its parcels are. A shop without a
-- row keeps its orders here.

CREATE TABLE connection (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    account TEXT NOT NULL,
    secrets TEXT NOT NULL,
    -- Where a walk through its orders and goods stands; none between walks.
    walk TEXT,
    seen_until BIGINT,
    swept_at BIGINT,
    last_ok_at BIGINT,
    trouble TEXT,
    trouble_at BIGINT,
    repeated BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, role)
);

-- What was told, as it came, until it is taken in; afterwards its id, by which a repetition is known.
CREATE TABLE connection_news (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    role TEXT NOT NULL,
    external_id TEXT NOT NULL,
    topic TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    taken_at BIGINT,
    UNIQUE (shop_id, role, external_id)
);
CREATE INDEX connection_news_waiting ON connection_news (shop_id, role, id) WHERE taken_at IS NULL;

-- Where our mirror was found to differ from the shop, by kind.
CREATE TABLE connection_gap (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    kind TEXT NOT NULL,
    count BIGINT NOT NULL,
    last_what TEXT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, kind)
);

-- What could not be read, by the field that was wrong.
CREATE TABLE connection_misread (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    role TEXT NOT NULL,
    what TEXT NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    count BIGINT NOT NULL,
    last_what TEXT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, role, what, field)
);

-- Parcels that a carrier was asked to follow, or asked about.
CREATE TABLE parcel_watch (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    shipment_id TEXT NOT NULL,
    followed_at BIGINT,
    asked_at BIGINT,
    trouble TEXT,
    PRIMARY KEY (shop_id, shipment_id)
);
