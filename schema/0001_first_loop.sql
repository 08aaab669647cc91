-- The first loop: people and rights, history and its log, equipment, collection, erasure evidence, workshop, stock, departure.
-- Identifiers are UUIDv7 text; times are milliseconds UTC; masses are grams; money is cents; JSON is text.

CREATE TABLE organisation (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kinds TEXT NOT NULL,                 -- codes joined by commas: refurbisher,donor,…
  public_body BIGINT NOT NULL DEFAULT 0,
  zone TEXT NOT NULL,                  -- IANA time zone of its yearly figures
  settings TEXT NOT NULL,              -- JSON: numbering, address, VAT regime, prices… (dated where the law is)
  created_at BIGINT NOT NULL
);

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,          -- folded to lower case
  name TEXT NOT NULL,
  password_hash TEXT,                  -- Argon2id; null until the invitation is answered
  instance_administrator BIGINT NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT 'fr',
  disabled_at BIGINT,
  created_at BIGINT NOT NULL
);

CREATE TABLE membership (
  person_id TEXT NOT NULL REFERENCES person(id),
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  role TEXT NOT NULL,
  operator_code TEXT NOT NULL,         -- what leaves the workshop instead of the name; one per person and organisation
  donor_id TEXT,                       -- a donor's own account sees this donor's lots only
  since BIGINT NOT NULL,
  until BIGINT,
  PRIMARY KEY (person_id, organisation_id, role)
);
CREATE INDEX membership_by_organisation ON membership(organisation_id, operator_code);

CREATE TABLE session (
  id_hash TEXT PRIMARY KEY,            -- SHA-256 of the cookie: the cookie itself is never stored
  person_id TEXT NOT NULL REFERENCES person(id),
  organisation_id TEXT,                -- the structure the person works for in this session
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_person ON session(person_id);

CREATE TABLE invitation (
  token_hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person(id),
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

CREATE TABLE api_token (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  role TEXT NOT NULL,
  label TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT
);

CREATE TABLE audit_entry (
  id TEXT PRIMARY KEY,
  at BIGINT NOT NULL,
  organisation_id TEXT,
  person_id TEXT,
  token_id TEXT,
  client TEXT NOT NULL,
  action TEXT NOT NULL,                -- code: sign_in, personal_data_read, token_created…
  subject TEXT NOT NULL,               -- what it was done to: an id or a code
  detail TEXT NOT NULL
);
CREATE INDEX audit_by_organisation ON audit_entry(organisation_id, at);

-- A person whose data are encrypted: erasing wrapped_key erases every field sealed with it.
CREATE TABLE data_subject (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  wrapped_key TEXT,
  created_at BIGINT NOT NULL,
  erased_at BIGINT
);

CREATE TABLE log (
  organisation_id TEXT PRIMARY KEY REFERENCES organisation(id),
  size BIGINT NOT NULL,
  root TEXT NOT NULL
);
CREATE TABLE log_tile (
  organisation_id TEXT NOT NULL,
  level BIGINT NOT NULL,
  number BIGINT NOT NULL,
  hashes TEXT NOT NULL,                -- base64 of up to 256 hashes of 32 bytes
  PRIMARY KEY (organisation_id, level, number)
);
CREATE TABLE log_checkpoint (
  organisation_id TEXT NOT NULL,
  size BIGINT NOT NULL,
  signed_at BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (organisation_id, size)
);

CREATE TABLE donor (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  name TEXT NOT NULL,                  -- the structure's name; for an individual, a reference, the name being sealed
  kind TEXT NOT NULL,                  -- company, public_body, association, individual
  siret TEXT,
  contact TEXT,                        -- JSON sealed under the data subject's key
  subject_id TEXT REFERENCES data_subject(id),
  created_at BIGINT NOT NULL
);
CREATE INDEX donor_by_organisation ON donor(organisation_id, name);

CREATE TABLE agreement (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  donor_id TEXT NOT NULL REFERENCES donor(id),
  kind TEXT NOT NULL,                  -- gift, drop_off_point, distributing_partner, eco_organisation, destruction
  number TEXT NOT NULL,
  signed_on TEXT NOT NULL,             -- day
  valid_until TEXT,                    -- day, included
  erasure_level TEXT NOT NULL,         -- clear, purge, destruct
  days_to_erasure BIGINT NOT NULL,
  place TEXT NOT NULL,                 -- workshop, on_site
  subcontractors TEXT NOT NULL,
  accepted_rank TEXT NOT NULL,         -- measured, third_party, declared: the lowest accepted
  accepted_exceptions TEXT NOT NULL,   -- codes joined by commas
  proof_years BIGINT NOT NULL,
  key_fingerprint TEXT NOT NULL,
  public_free_transfer BIGINT NOT NULL, -- origin « cession gratuite d'une personne publique »
  created_at BIGINT NOT NULL,
  UNIQUE (organisation_id, number)
);
CREATE INDEX agreement_by_donor ON agreement(donor_id, signed_on);

CREATE TABLE raw_evidence (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  content TEXT,                        -- zstd, base64; null once its retention has ended
  received_at BIGINT NOT NULL
);

CREATE TABLE donation (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  donor_id TEXT NOT NULL REFERENCES donor(id),
  agreement_id TEXT REFERENCES agreement(id),
  state TEXT NOT NULL,                 -- to_map, declared
  file_name TEXT NOT NULL,
  raw_id TEXT REFERENCES raw_evidence(id),
  mapping TEXT NOT NULL,               -- JSON: proposed, then confirmed columns
  created_at BIGINT NOT NULL
);
CREATE INDEX donation_by_donor ON donation(donor_id, created_at);
CREATE UNIQUE INDEX donation_once ON donation(donor_id, raw_id);

CREATE TABLE column_mapping (
  donor_id TEXT NOT NULL REFERENCES donor(id),
  heading TEXT NOT NULL,               -- folded
  column_code TEXT NOT NULL,           -- '' when the donor said « ignore »
  PRIMARY KEY (donor_id, heading)
);

CREATE TABLE lot (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL REFERENCES organisation(id),
  donor_id TEXT NOT NULL REFERENCES donor(id),
  donation_id TEXT REFERENCES donation(id),
  agreement_id TEXT REFERENCES agreement(id),
  number TEXT NOT NULL,
  state TEXT NOT NULL,                 -- projection: declared, in_reception, received
  weight_g BIGINT,                     -- projection: the whole lot on the scale, packaging included
  declared_at BIGINT NOT NULL,
  received_at BIGINT,
  UNIQUE (organisation_id, number)
);
CREATE INDEX lot_by_organisation ON lot(organisation_id, declared_at);
CREATE INDEX lot_by_donor ON lot(donor_id, declared_at);

CREATE TABLE donation_line (
  id TEXT PRIMARY KEY,
  donation_id TEXT NOT NULL REFERENCES donation(id),
  lot_id TEXT REFERENCES lot(id),
  line BIGINT NOT NULL,                -- as the spreadsheet shows it
  kind TEXT,                           -- null while unreadable
  maker TEXT NOT NULL,
  model TEXT NOT NULL,
  serial TEXT NOT NULL,
  asset_tag TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  mass_g BIGINT,
  remarks TEXT NOT NULL,
  answer TEXT NOT NULL,                -- accepted, refused, to_inspect
  reason TEXT NOT NULL,                -- code of the sorting instruction
  problem TEXT,                        -- JSON refusal when the line could not be read; the line is kept all the same
  original TEXT NOT NULL               -- JSON: the cells as sent
);
CREATE INDEX line_by_donation ON donation_line(donation_id, line);
CREATE INDEX line_by_lot ON donation_line(lot_id, line);

CREATE TABLE number_series (
  organisation_id TEXT NOT NULL,
  series TEXT NOT NULL,                -- GRPC26, LOT26, R2026…
  next BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, series)
);

CREATE TABLE item_key (
  organisation_id TEXT NOT NULL,
  key TEXT NOT NULL,                   -- folded number, serial, asset tag, IMEI: what a scanner reads
  item_id TEXT NOT NULL,
  PRIMARY KEY (organisation_id, key, item_id)
);

CREATE TABLE station_report (
  organisation_id TEXT NOT NULL,
  id TEXT NOT NULL,                    -- given by the station; same id and bytes count once
  sha256 TEXT NOT NULL,
  raw_id TEXT NOT NULL REFERENCES raw_evidence(id),
  item_id TEXT,                        -- null: waits to be matched
  why TEXT NOT NULL,                   -- code: how it was matched, or why not
  candidates TEXT NOT NULL,            -- JSON: item ids to choose from
  summary TEXT NOT NULL,               -- JSON: the inventory as read
  occurred_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, id)
);
CREATE INDEX report_unmatched ON station_report(organisation_id, received_at) WHERE item_id IS NULL;
CREATE INDEX report_by_item ON station_report(item_id);

CREATE TABLE work_order (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  opened_at BIGINT NOT NULL,
  closed_at BIGINT,                    -- projection
  purpose TEXT NOT NULL                -- reuse, repair
);
CREATE INDEX work_order_by_item ON work_order(item_id);
CREATE INDEX work_order_open ON work_order(organisation_id, opened_at) WHERE closed_at IS NULL;

CREATE TABLE location (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  parent_id TEXT,
  created_at BIGINT NOT NULL,
  UNIQUE (organisation_id, code)
);

CREATE TABLE grading_scheme (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  version TEXT NOT NULL,
  content TEXT NOT NULL,               -- the rule file, byte for byte (base64)
  valid_from BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (organisation_id, version)
);
CREATE TABLE cpumark_table (
  organisation_id TEXT PRIMARY KEY,
  content TEXT NOT NULL,
  imported_at BIGINT NOT NULL
);

CREATE TABLE departure (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  kind TEXT NOT NULL,                  -- gift, sale, waste, return, dismantling
  number TEXT NOT NULL,                -- of the receipt or slip
  occurred_at BIGINT NOT NULL,
  receiver TEXT NOT NULL,              -- JSON sealed when it is a person
  subject_id TEXT REFERENCES data_subject(id),
  content TEXT NOT NULL,               -- JSON: lines, prices, masses, VAT, payment as printed
  total_cents BIGINT NOT NULL,
  UNIQUE (organisation_id, number)
);
CREATE INDEX departure_by_organisation ON departure(organisation_id, occurred_at);

CREATE TABLE idempotent_answer (
  organisation_id TEXT NOT NULL,
  key TEXT NOT NULL,
  sha256 TEXT NOT NULL,                -- of the request
  status BIGINT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, key)
);

CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,                 -- waiting, running, done, failed
  run_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  error TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX job_due ON job(run_at) WHERE state = 'waiting';

CREATE TABLE mail (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,                 -- waiting, sent, failed
  attempts BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  error TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX mail_due ON mail(next_at) WHERE state = 'waiting';
