-- Certificates of erasure: a signed file for each erasure that a station measured, its later editions, and what a second person says.

ALTER TABLE erasure_record ADD COLUMN certificate_id TEXT;      -- its last edition; null: the background issues one
ALTER TABLE erasure_record ADD COLUMN certificate_problem TEXT; -- code of why none could be issued: a person looks
CREATE INDEX erasure_uncertified ON erasure_record(received_at) WHERE certificate_id IS NULL AND certificate_problem IS NULL;
CREATE INDEX erasure_problem ON erasure_record(organisation_id, received_at) WHERE certificate_problem IS NOT NULL;

CREATE TABLE certificate (
  id TEXT PRIMARY KEY,                 -- its public address ends with it
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  number TEXT NOT NULL,                -- CE26-0001, the same for all editions
  edition BIGINT NOT NULL,             -- 1, 2…
  erasure_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  medium_id TEXT NOT NULL,
  lot_id TEXT,
  donor_id TEXT,
  item_number TEXT NOT NULL,
  medium TEXT NOT NULL,                -- as people know it: model and serial number
  serial_key TEXT NOT NULL,            -- folded, without spaces
  verdict TEXT NOT NULL,
  required TEXT NOT NULL,
  achieved TEXT NOT NULL,
  operator_code TEXT NOT NULL,
  validated_by TEXT NOT NULL,          -- operator code; empty when nobody had validated it yet
  issued_at BIGINT NOT NULL,
  sha256 TEXT NOT NULL,                -- of the file
  content TEXT NOT NULL,               -- the file, byte for byte (zstd, base64)
  superseded_by TEXT,
  revoked_at BIGINT,
  revoked_by TEXT,
  revoked_why TEXT,                    -- code
  revoked_note TEXT,                   -- words of who revoked it; never on the public page
  UNIQUE (organisation_id, erasure_id, edition)
);
CREATE INDEX certificate_by_age ON certificate(organisation_id, issued_at, id);
CREATE INDEX certificate_by_number ON certificate(organisation_id, number);
CREATE INDEX certificate_by_item ON certificate(item_id, issued_at);
CREATE INDEX certificate_by_medium ON certificate(medium_id, issued_at);
CREATE INDEX certificate_by_lot ON certificate(lot_id, issued_at) WHERE lot_id IS NOT NULL;
CREATE INDEX certificate_by_donor ON certificate(donor_id, issued_at) WHERE donor_id IS NOT NULL;
CREATE INDEX certificate_by_serial ON certificate(organisation_id, serial_key);
CREATE INDEX certificate_to_validate ON certificate(organisation_id, issued_at)
  WHERE validated_by = '' AND superseded_by IS NULL AND revoked_at IS NULL;

-- NIST SP 800-88r2: verification says that the technique completed, validation that a person judges it sufficient. Another person than
-- the operator, once for each erasure.
CREATE TABLE erasure_validation (
  organisation_id TEXT NOT NULL,
  erasure_id TEXT NOT NULL,
  accepted BIGINT NOT NULL,
  reason TEXT NOT NULL,                -- empty when accepted without a word
  operator_code TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, erasure_id)
);

-- Erased drives that another competent person reads again: at least 5 % of them (R2v3), drawn by a secret that nobody can foresee. One row
-- for each erasure that may be drawn; drawn_at says which were.
CREATE TABLE erasure_recheck (
  organisation_id TEXT NOT NULL,
  erasure_id TEXT NOT NULL,
  period TEXT NOT NULL,                -- month of its certificate, 2026-11
  ticket TEXT NOT NULL,                -- 16 hexadecimal digits: the lowest are drawn first
  considered_at BIGINT NOT NULL,
  why TEXT NOT NULL,                   -- sample, chosen by a person; empty: not drawn
  drawn_at BIGINT,
  done_at BIGINT,
  operator_code TEXT NOT NULL,         -- who read again
  outcome TEXT NOT NULL,               -- pass, fail, impossible; empty before
  means TEXT NOT NULL,                 -- station: sectors read there, compared here; by_hand: a person's word
  places BIGINT NOT NULL,              -- how many were read
  evidence TEXT NOT NULL,              -- JSON: what was read, or the person's words
  PRIMARY KEY (organisation_id, erasure_id)
);
CREATE INDEX recheck_open ON erasure_recheck(organisation_id, drawn_at) WHERE drawn_at IS NOT NULL AND done_at IS NULL;
CREATE INDEX recheck_by_period ON erasure_recheck(organisation_id, period, ticket);
