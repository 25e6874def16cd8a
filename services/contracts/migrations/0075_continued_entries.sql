-- What a correction cuts in two stays one rule: its stop holds for every part.
ALTER TABLE rule_entry ADD COLUMN continues uuid;
