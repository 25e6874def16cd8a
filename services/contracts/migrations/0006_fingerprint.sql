-- What a contract is known by on paper (parties, day, subject, price), hashed: the register holds each once,
-- whichever county's office it went to.
ALTER TABLE contract ADD COLUMN fingerprint text;
CREATE UNIQUE INDEX contract_fingerprint_key ON contract (fingerprint) WHERE state IN ('REGISTERED', 'AMENDMENT_PENDING');

-- An office is warned of a contract that another office registered and that it does not see.
CREATE FUNCTION is_registered_elsewhere(known_by text, but uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT EXISTS (SELECT FROM contract WHERE contract.fingerprint = known_by AND contract.id <> but
                            AND contract.state IN ('REGISTERED', 'AMENDMENT_PENDING')) $$;
