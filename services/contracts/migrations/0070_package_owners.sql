-- Whose package an entry puts in force: a tenant may use another's, and the key that signed it is its owner's.
ALTER TABLE rule_entry ADD COLUMN package_owner text NOT NULL DEFAULT '';
UPDATE rule_entry SET package_owner = tenant;
