-- Donation lists: the same file of a donor once, lines found by what a scanner reads, alerts about missing things.
ALTER TABLE donation ADD COLUMN list_sha256 TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX donation_by_list ON donation(donor_id, list_sha256) WHERE list_sha256 <> '';
ALTER TABLE donation_line ADD COLUMN note TEXT NOT NULL DEFAULT '';       -- the supervisor's words on a changed answer
ALTER TABLE donation_line ADD COLUMN serial_key TEXT NOT NULL DEFAULT ''; -- folded, without spaces
ALTER TABLE donation_line ADD COLUMN asset_key TEXT NOT NULL DEFAULT '';
CREATE INDEX line_by_serial ON donation_line(lot_id, serial_key) WHERE serial_key <> '';
CREATE INDEX line_by_asset ON donation_line(lot_id, asset_key) WHERE asset_key <> '';
CREATE INDEX item_by_line ON item(line_id) WHERE line_id IS NOT NULL;
-- What the donor must be told at once: a declared thing that may hold data did not arrive (domain.md §3.4).
CREATE TABLE lot_alert (
  lot_id TEXT PRIMARY KEY REFERENCES lot(id),
  missing BIGINT NOT NULL,
  state TEXT NOT NULL,                 -- mailed, to_call, called
  at BIGINT NOT NULL,
  called_by TEXT NOT NULL              -- operator code
);
