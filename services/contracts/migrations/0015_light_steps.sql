-- A step writes a contract's row anew. Postgres puts the new row beside the old one and touches no index
-- where nothing an index looks at has changed: so no index looks at the state, every page keeps room for
-- one more row, and the body stands in the row itself instead of in a table of its own.
ALTER TABLE contract
    ADD COLUMN in_register text
        GENERATED ALWAYS AS (CASE WHEN state IN ('REGISTERED', 'AMENDMENT_PENDING') THEN fingerprint END) STORED,
    ADD COLUMN waits_for_person boolean
        GENERATED ALWAYS AS (CASE WHEN state = 'MANUAL' THEN true END) STORED;
ALTER TABLE contract SET (fillfactor = 50, toast_tuple_target = 8160);

DROP INDEX contract_fingerprint_key;
CREATE UNIQUE INDEX contract_fingerprint_key ON contract (in_register) WHERE in_register IS NOT NULL;
DROP INDEX contract_manual;
CREATE INDEX contract_manual ON contract (id) WHERE waits_for_person;
-- Only a returned application can lapse.
DROP INDEX contract_lapses;
CREATE INDEX contract_lapses ON contract (lapses_on) WHERE lapses_on IS NOT NULL;

CREATE OR REPLACE FUNCTION is_registered_elsewhere(known_by text, but uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT EXISTS (SELECT FROM contract WHERE contract.in_register = known_by AND contract.id <> but) $$;
