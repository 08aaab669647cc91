-- A job or a mail being worked on is lent to one worker until run_at (next_at): whoever dies gives it back by time alone.
ALTER TABLE job ADD COLUMN worker TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN done_at BIGINT;
DROP INDEX job_due;
CREATE INDEX job_due ON job(run_at) WHERE state IN ('waiting', 'running');
CREATE INDEX job_done ON job(done_at) WHERE done_at IS NOT NULL;

ALTER TABLE mail ADD COLUMN worker TEXT NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN done_at BIGINT;
DROP INDEX mail_due;
CREATE INDEX mail_due ON mail(next_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX mail_by_age ON mail(created_at);

-- Why the link was made: invitation, forgotten.
ALTER TABLE invitation ADD COLUMN purpose TEXT NOT NULL DEFAULT 'invitation';
CREATE INDEX invitation_by_person ON invitation(person_id);
CREATE INDEX answer_by_age ON idempotent_answer(at);
CREATE INDEX session_by_end ON session(expires_at);
CREATE INDEX audit_by_person ON audit_entry(person_id, at);
