-- What is sold, and what was bought. Money is in minor units of the shop's currency.

CREATE TABLE size_table (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    external_id TEXT NOT NULL,
    title TEXT NOT NULL,
    sizes TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);

CREATE TABLE product (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    external_id TEXT NOT NULL,
    title TEXT NOT NULL,
    category TEXT NOT NULL,
    aliases TEXT NOT NULL,
    attributes TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT,
    image TEXT,
    size_table TEXT,
    fit TEXT,
    ships_within_hours BIGINT,
    presale_ships_on TEXT,
    on_sale BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);

CREATE TABLE sku (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    product_id TEXT NOT NULL REFERENCES product (id),
    external_id TEXT NOT NULL,
    options TEXT NOT NULL,
    price BIGINT NOT NULL,
    list_price BIGINT,
    stock BIGINT,
    ordinal BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);
CREATE INDEX sku_product ON sku (product_id);

CREATE TABLE promotion (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    external_id TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    terms TEXT NOT NULL,
    starts_at BIGINT,
    ends_at BIGINT,
    updated_at BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);

CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    external_id TEXT NOT NULL,
    status TEXT NOT NULL,
    placed_at BIGINT NOT NULL,
    paid_at BIGINT,
    ship_by BIGINT,
    total BIGINT NOT NULL,
    receiver_phone TEXT,
    city TEXT,
    updated_at BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);
CREATE INDEX orders_buyer ON orders (buyer_id, placed_at);

CREATE TABLE order_line (
    order_id TEXT NOT NULL REFERENCES orders (id),
    ordinal BIGINT NOT NULL,
    sku TEXT NOT NULL,
    product_id TEXT,
    title TEXT NOT NULL,
    options TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    unit_price BIGINT NOT NULL,
    PRIMARY KEY (order_id, ordinal)
);

CREATE TABLE shipment (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    external_id TEXT NOT NULL,
    carrier TEXT NOT NULL,
    tracking_number TEXT NOT NULL,
    status TEXT NOT NULL,
    shipped_at BIGINT,
    delivered_at BIGINT,
    eta BIGINT,
    updated_at BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);
CREATE INDEX shipment_order ON shipment (order_id);

CREATE TABLE shipment_event (
    shipment_id TEXT NOT NULL REFERENCES shipment (id),
    ordinal BIGINT NOT NULL,
    at BIGINT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (shipment_id, ordinal)
);

-- Who has proved that an order is theirs, and every try to.
CREATE TABLE order_grant (
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (buyer_id, order_id)
);

CREATE TABLE order_check (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    order_number TEXT NOT NULL,
    passed BOOLEAN NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX order_check_buyer ON order_check (buyer_id, at);
CREATE INDEX order_check_number ON order_check (shop_id, order_number, at);
