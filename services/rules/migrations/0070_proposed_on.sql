-- The legal date on which an entry was proposed: what it takes of others before that day are past days. Missing where it was
-- proposed before this was kept.
ALTER TABLE timeline_entry ADD COLUMN proposed_on date;
