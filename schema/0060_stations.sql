-- Stations whose reports are signed, what they have erased, and the guided erasures of phones, tablets and printers.

CREATE TABLE enrolment_code (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  code_hash TEXT NOT NULL UNIQUE,      -- SHA-256 of the code: it is shown once and never stored
  name TEXT NOT NULL,                  -- of the bench or batch of stations it is for
  uses BIGINT NOT NULL,                -- how many stations it may enrol
  uses_left BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by TEXT NOT NULL,               -- operator code
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX enrolment_by_organisation ON enrolment_code(organisation_id, made_at);

CREATE TABLE station (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,            -- Ed25519, multibase z6Mk…
  token_id TEXT NOT NULL REFERENCES api_token(id),
  enrolment_id TEXT NOT NULL REFERENCES enrolment_code(id),
  enrolled_at BIGINT NOT NULL,
  enrolled_by TEXT NOT NULL,           -- operator code of who made the enrolment code
  last_seen_at BIGINT,
  last_sequence BIGINT NOT NULL DEFAULT 0, -- highest number of its chain of reports that was accepted
  last_sha256 TEXT NOT NULL DEFAULT '',    -- … and the hash of that report's bytes
  revoked_at BIGINT,
  revoked_by TEXT,
  UNIQUE (organisation_id, public_key)
);
CREATE INDEX station_by_organisation ON station(organisation_id, enrolled_at);

-- Who signed a report and its place in the chain of that station; null: unsigned.
ALTER TABLE station_report ADD COLUMN station_id TEXT;
ALTER TABLE station_report ADD COLUMN sequence BIGINT;
ALTER TABLE station_report ADD COLUMN previous TEXT;
CREATE INDEX report_by_chain ON station_report(station_id, sequence) WHERE station_id IS NOT NULL;

-- One erasure of one medium as a station recorded and signed it, judged here once.
CREATE TABLE erasure_record (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,                    -- given by the station
  item_id TEXT NOT NULL,
  medium_id TEXT NOT NULL,
  report_id TEXT NOT NULL,             -- the first report that carried it
  station_id TEXT NOT NULL REFERENCES station(id),
  sequence BIGINT NOT NULL,            -- of that report in the chain of that station
  sha256 TEXT NOT NULL,                -- of packed: the record's RFC 8785 bytes
  packed TEXT NOT NULL,                -- the record, zstd, base64
  verdict TEXT NOT NULL,
  required TEXT NOT NULL,
  achieved TEXT NOT NULL,
  exceptions TEXT NOT NULL,            -- JSON: codes
  reasons TEXT NOT NULL,               -- JSON: keys of what kept it from being erased
  to_destroy BIGINT NOT NULL DEFAULT 0, -- nothing else can help
  started_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  operator_code TEXT NOT NULL,
  signature_key TEXT NOT NULL,         -- z6Mk…, over the record
  signature_value TEXT NOT NULL,       -- base64
  host TEXT NOT NULL,                  -- JSON as the report says it
  checklist TEXT NOT NULL,             -- JSON
  software TEXT NOT NULL,              -- JSON
  PRIMARY KEY (organisation_id, id)
);
CREATE INDEX erasure_record_by_item ON erasure_record(item_id, received_at);
CREATE INDEX erasure_record_by_medium ON erasure_record(medium_id, received_at);
CREATE INDEX erasure_record_by_day ON erasure_record(organisation_id, received_at);
