-- Statements and yearly reports: things by the moment they came and went, and the agreements in an organisation's own record.
CREATE INDEX item_by_reception ON item(organisation_id, received_at);
CREATE INDEX item_by_departure ON item(organisation_id, departed_at) WHERE departed_at IS NOT NULL;
CREATE INDEX event_agreement ON event(organisation_id, sequence) WHERE kind = 'agreement_signed';
