-- Whether a run is being taken back: a run that is stuck must know in which direction it goes on.

ALTER TABLE flow_run ADD COLUMN undoing BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE flow_run SET undoing = TRUE WHERE state = 'undoing';
