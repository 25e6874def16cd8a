-- Cases that a rule failed before this moment are asked again: the newer entry may answer them.
ALTER TABLE rule_entry ADD COLUMN adopt_time timestamptz NOT NULL DEFAULT clock_timestamp();
-- Few cases wait for a person at a time.
CREATE INDEX claim_manual ON claim (id) WHERE state = 'MANUAL';
CREATE INDEX contract_manual ON contract (id) WHERE state = 'MANUAL';
