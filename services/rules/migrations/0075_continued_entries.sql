-- What a correction cuts in two stays one rule: each later part names the entry that was approved.
ALTER TABLE timeline_entry ADD COLUMN continues uuid REFERENCES timeline_entry (id);
