-- Who of a case's parties writes what. Whose application it is moves the contract; every party may appeal,
-- file income and hand in documents; a claim is the claimant's.
CALL kezhuan_protect('contract', 'id', '{APPLICANT,SELLER,AGENT}');
CALL kezhuan_protect('contract_version', 'contract_id', '{APPLICANT,SELLER,AGENT}');
CALL kezhuan_protect('appeal', 'contract_id', '{APPLICANT,SELLER,BUYER,BROKER,AGENT}');
CALL kezhuan_protect('income_verification', 'contract_id', '{APPLICANT,SELLER,BUYER,BROKER,AGENT}');
CALL kezhuan_protect('attachment', 'contract_id', '{APPLICANT,SELLER,BUYER,BROKER,AGENT}');
CALL kezhuan_protect('attachment_chunk', 'contract_id', '{APPLICANT,SELLER,BUYER,BROKER,AGENT}');
CALL kezhuan_protect('claim', 'id', '{APPLICANT}');
CALL kezhuan_protect('paid_fact', 'claim_id');

-- Whose application a contract is, said beside its part in the contract.
INSERT INTO case_party (case_id, organisation, capacity, tenant)
SELECT id, body->>'applicant_organisation', 'APPLICANT', tenant FROM contract
 WHERE body->>'applicant_organisation' <> '' ON CONFLICT DO NOTHING;

-- A form that changes may change its parties; the applicant stays. SECURITY DEFINER: a party sees
-- no other party's row, and could neither keep nor remove it.
CREATE FUNCTION replace_parties(of_contract uuid, organisations text[], capacities text[]) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
DECLARE
    of_tenant text;
BEGIN
    SELECT tenant INTO of_tenant FROM contract
     WHERE id = of_contract AND (kezhuan_may_write(tenant) OR kezhuan_acts_as(id, '{APPLICANT,SELLER,AGENT}'));
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM case_party p
     WHERE p.case_id = of_contract AND p.capacity <> 'APPLICANT'
       AND NOT EXISTS (SELECT FROM unnest(organisations, capacities) AS party(organisation, capacity)
                        WHERE party.organisation = p.organisation AND party.capacity = p.capacity);
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    SELECT of_contract, organisation, capacity, of_tenant
      FROM unnest(organisations, capacities) AS party(organisation, capacity)
        ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- A budget is its tenant's to write. A claimant's own step only sets a part aside or gives it back.
DROP POLICY change ON programme;
CREATE POLICY change ON programme FOR UPDATE TO kezhuan_app
    USING (kezhuan_may_write(tenant)) WITH CHECK (kezhuan_may_write(tenant));

-- SECURITY DEFINER: claims of one budget come one after another, whoever takes the step.
CREATE FUNCTION lock_programme_of_claim(of_claim uuid, of_family text) RETURNS SETOF programme
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT programme.* FROM claim
            JOIN programme ON programme.tenant = claim.tenant AND programme.year = claim.year
                          AND programme.family = of_family
           WHERE claim.id = of_claim
             AND (kezhuan_may_write(claim.tenant) OR kezhuan_acts_as(claim.id, '{APPLICANT}'))
             FOR UPDATE OF programme $$;

-- SECURITY DEFINER: the one figure of a foreign budget that a claim of the caller's moves.
CREATE FUNCTION reserve_for_claim(of_claim uuid, of_programme uuid, new_version bigint, new_reserved_fen bigint)
    RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH booked AS (
        UPDATE programme SET version = new_version, reserved_fen = new_reserved_fen
          FROM claim
         WHERE programme.id = of_programme AND programme.version = new_version - 1
           AND claim.id = of_claim AND claim.tenant = programme.tenant AND claim.year = programme.year
           AND (kezhuan_may_write(claim.tenant) OR kezhuan_acts_as(claim.id, '{APPLICANT}'))
        RETURNING 1)
    SELECT EXISTS (SELECT FROM booked)
$$;

-- Whoever objects reads the claim from then on. The row is held, so that nothing passes between.
CREATE OR REPLACE FUNCTION admit_objector(of_claim uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
DECLARE
    of_tenant text;
BEGIN
    SELECT tenant INTO of_tenant FROM claim
     WHERE id = of_claim AND state = 'PUBLISHED' AND kezhuan_organisation() IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    VALUES (of_claim, kezhuan_organisation(), 'OBJECTOR', of_tenant) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- SECURITY DEFINER: an objection suspends a published claim and adds one objection to it; nothing
-- else of the claim may differ.
CREATE FUNCTION record_objection(of_claim uuid, new_body jsonb, new_event_sequence bigint) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH suspended AS (
        UPDATE claim SET state = 'SUSPENDED', version = version + 1, event_sequence = new_event_sequence,
                         body = new_body, update_time = now()
         WHERE id = of_claim AND state = 'PUBLISHED' AND kezhuan_is_party(id)
           AND event_sequence = new_event_sequence - 1
           AND new_body->>'state' = 'SUSPENDED' AND (new_body->>'version')::bigint = version + 1
           AND (new_body->'objections') - (-1) = body->'objections'
           AND (new_body->'notice') - 'outcome' = (body->'notice') - 'outcome'
           AND new_body - '{state,version,notice,objections}'::text[] = body - '{state,version,notice,objections}'::text[]
        RETURNING 1)
    SELECT EXISTS (SELECT FROM suspended)
$$;
