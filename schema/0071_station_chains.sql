-- What a station's list says of its chain, kept with each report: a chain is thousands of reports long.

ALTER TABLE station ADD COLUMN sequences BIGINT NOT NULL DEFAULT 0;   -- numbers of reports that came, each counted once
ALTER TABLE station ADD COLUMN chain_alarm BIGINT NOT NULL DEFAULT 0; -- 1: a number came twice, or a link is broken

UPDATE station SET sequences = (SELECT COUNT(DISTINCT r.sequence) FROM station_report r WHERE r.station_id = station.id);
UPDATE station SET chain_alarm = 1 WHERE EXISTS (
  SELECT 1 FROM station_report r WHERE r.station_id = station.id AND (
    EXISTS (SELECT 1 FROM station_report o WHERE o.station_id = r.station_id AND o.sequence = r.sequence AND o.id <> r.id)
    OR (EXISTS (SELECT 1 FROM station_report p WHERE p.station_id = r.station_id AND p.sequence = r.sequence - 1)
        AND NOT EXISTS (SELECT 1 FROM station_report p WHERE p.station_id = r.station_id AND p.sequence = r.sequence - 1 AND p.sha256 = r.previous))));

-- Samples are compared here, but nothing proves which program read them.
UPDATE erasure_recheck SET means = 'samples' WHERE means = 'station';
