-- The erasure of a phone, a tablet or a printer, done by hand, step by step: who confirmed which step, when, and what was noted.
CREATE TABLE guided_erasure (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  medium_id TEXT NOT NULL,
  method TEXT NOT NULL,                -- code of the procedure: android, ios, basic_phone, copier
  policy TEXT NOT NULL,                -- id of the policy that it follows
  started_at BIGINT NOT NULL,
  started_by TEXT NOT NULL,            -- operator code
  steps TEXT NOT NULL,                 -- JSON: [{step, note, by, at}] in order of confirmation
  finished_at BIGINT,
  outcome TEXT,                        -- completed, abandoned
  proposal_id TEXT                     -- what waits, or waited, for the second person
);
CREATE INDEX guided_erasure_by_item ON guided_erasure(item_id, started_at);
CREATE UNIQUE INDEX guided_erasure_open ON guided_erasure(medium_id) WHERE finished_at IS NULL;
