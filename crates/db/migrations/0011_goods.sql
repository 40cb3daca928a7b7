-- What can be said of goods beyond what they are: for whom a size table is, what something cost before, on what terms
-- the shop sells, and who is waiting to be told a tracking number.

ALTER TABLE size_table ADD COLUMN categories TEXT NOT NULL DEFAULT '[]';
ALTER TABLE size_table ADD COLUMN note TEXT;

-- Every price a variant has had, from when. It outlives the variant.
CREATE TABLE price_change (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    sku TEXT NOT NULL,
    at BIGINT NOT NULL,
    price BIGINT NOT NULL,
    list_price BIGINT,
    PRIMARY KEY (shop_id, sku, at)
);
INSERT INTO price_change (shop_id, sku, at, price, list_price)
SELECT sku.shop_id, sku.external_id, product.updated_at, sku.price, sku.list_price
FROM sku JOIN product ON product.id = sku.product_id;

-- The terms of a shop, dated: shipping, freight, returns, warranty, invoices, price protection.
CREATE TABLE policy (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    external_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    terms TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);

-- When a thing was last told to us, and by whom: as fresh as that it is.
CREATE TABLE telling (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    kind TEXT NOT NULL,
    external_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, kind, external_id)
);

-- Buyers who were promised the tracking number of an order as soon as there is one.
CREATE TABLE subscription (
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    shop_id TEXT NOT NULL REFERENCES shop (id),
    created_at BIGINT NOT NULL,
    told_at BIGINT,
    PRIMARY KEY (conversation_id, order_id)
);
CREATE INDEX subscription_open ON subscription (shop_id) WHERE told_at IS NULL;
