-- A correction takes days that other entries have: they end before it, go on after it in an entry of their own, or are
-- superseded and keep their days for the record.
ALTER TABLE timeline_entry ADD COLUMN corrects boolean NOT NULL DEFAULT false;
