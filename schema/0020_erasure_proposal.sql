-- What one person states about a medium and another one must confirm before it counts (erasure). Once answered, the history holds
-- the verdict; the row stays as the trace of who proposed and who answered.
CREATE TABLE erasure_proposal (
  id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  medium_id TEXT,                      -- null: « sans support »
  kind TEXT NOT NULL,                  -- third_party, declared, destruction, no_media
  evidence TEXT NOT NULL,              -- JSON: method, standard, level, outcome, exceptions
  raw_id TEXT REFERENCES raw_evidence(id),
  proposed_by TEXT NOT NULL,           -- operator codes
  proposed_at BIGINT NOT NULL,
  answered_by TEXT,
  answered_at BIGINT,
  answer TEXT                          -- confirmed, rejected
);
CREATE INDEX erasure_proposal_open ON erasure_proposal(organisation_id, proposed_at) WHERE answered_at IS NULL;
CREATE INDEX erasure_proposal_by_item ON erasure_proposal(item_id);
