-- What stock and sales add: content of locations, departures sent twice, numbered receipts chained by hash, dated rules of sale.

CREATE INDEX item_by_location ON item(organisation_id, location, status);

-- SHA-256 of what was asked (items, prices, never the receiver): the same departure sent again is told from another one.
ALTER TABLE departure ADD COLUMN request_sha256 TEXT NOT NULL DEFAULT '';
CREATE INDEX departure_by_kind ON departure(organisation_id, kind, occurred_at);

-- The till's chain: one row for each sale, in order, without gap (CGI 286 I-3° bis).
CREATE TABLE receipt (
  organisation_id TEXT NOT NULL,
  sequence BIGINT NOT NULL,            -- 1, 2, 3… for ever, across years
  departure_id TEXT NOT NULL UNIQUE REFERENCES departure(id),
  sha256 TEXT NOT NULL,                -- of departure.content, which holds the sha256 of the receipt before
  prints BIGINT NOT NULL,              -- the second one and the others are marked « duplicata »
  PRIMARY KEY (organisation_id, sequence)
);

-- Prices, resale caps, VAT regime and warranty of an organisation, each with the day it applies from. Never changed: superseded.
CREATE TABLE sale_rule (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  subject TEXT NOT NULL,               -- prices, caps, vat, warranty
  valid_from TEXT NOT NULL,            -- day, included
  content TEXT NOT NULL,               -- JSON
  source TEXT NOT NULL,
  actor TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX sale_rule_in_force ON sale_rule(organisation_id, subject, valid_from, created_at);
