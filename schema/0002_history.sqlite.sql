-- Tables whose rows the engine numbers: the server's own order. The number never leaves storage/.
CREATE TABLE event (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL,
  item_id TEXT,
  lot_id TEXT,
  kind TEXT NOT NULL,
  occurred_at BIGINT NOT NULL,         -- the device's clock, milliseconds UTC
  occurred_offset BIGINT NOT NULL,     -- its offset in minutes
  recorded_at BIGINT NOT NULL,         -- the server's clock
  actor TEXT NOT NULL,                 -- operator code, token or station; never a name
  body TEXT NOT NULL,                  -- canonical JSON: codes, identifiers, quantities
  note TEXT,                           -- free text; erasable: the leaf holds a salted commitment
  salt TEXT,
  leaf_index BIGINT                    -- null until the sequencer has put it into the log
);
CREATE INDEX event_by_item ON event(item_id, sequence) WHERE item_id IS NOT NULL;
CREATE INDEX event_by_lot ON event(lot_id, sequence) WHERE lot_id IS NOT NULL AND item_id IS NULL;
CREATE INDEX event_unlogged ON event(organisation_id, sequence) WHERE leaf_index IS NULL;

CREATE TABLE item (
  row_number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL,
  number TEXT NOT NULL,
  lot_id TEXT,
  line_id TEXT,
  -- everything below is a projection of the item's history (boucle rebuild)
  kind TEXT NOT NULL,
  maker TEXT NOT NULL,
  model TEXT NOT NULL,
  status TEXT NOT NULL,
  category TEXT NOT NULL,
  location TEXT NOT NULL,
  mass_g BIGINT,
  received_at BIGINT NOT NULL,
  departed_at BIGINT,
  facts TEXT NOT NULL,                 -- JSON: the whole folded state
  UNIQUE (organisation_id, number)
);
CREATE INDEX item_by_age ON item(organisation_id, row_number);
CREATE INDEX item_by_status ON item(organisation_id, status, row_number);
CREATE INDEX item_by_model ON item(organisation_id, model, row_number);
CREATE INDEX item_by_lot ON item(lot_id, row_number);

CREATE VIRTUAL TABLE item_search USING fts5(owner, words, prefix='2 3', detail=column);
