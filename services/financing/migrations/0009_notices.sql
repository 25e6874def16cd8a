-- A public notice is open to everybody, and says what it shows and nothing else of the case.

-- SECURITY DEFINER: whoever may object has to find what to object to, also outside their own cases.
CREATE FUNCTION published_claims(of_tenant text, after_time timestamptz, after_id uuid, size bigint)
    RETURNS TABLE (id uuid, programme text, number text, tenant text, bank text, enterprise text, loan_id uuid,
                   amount_fen bigint, notice jsonb, create_time timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT claim.* FROM (
        SELECT id, 'COMPENSATION', number, tenant, bank, borrower, loan_id, pay_fen, body->'notice', create_time
          FROM compensation_claim WHERE state = 'PUBLISHED'
        UNION ALL
        SELECT id, 'SUBSIDY', number, tenant, bank, enterprise, loan_id, amount_fen, body->'notice', create_time
          FROM subsidy_claim WHERE state = 'PUBLISHED')
        AS claim(id, programme, number, tenant, bank, enterprise, loan_id, amount_fen, notice, create_time)
     WHERE kezhuan_reach() IS NOT NULL AND (of_tenant IS NULL OR claim.tenant = of_tenant)
       AND (after_time IS NULL OR (claim.create_time, claim.id) < (after_time, after_id))
     ORDER BY claim.create_time DESC, claim.id DESC LIMIT size
$$;

-- Whoever objects reads the claim from then on. The row is held, so that nothing passes between.
CREATE FUNCTION admit_objector(of_claim uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
DECLARE
    of_tenant text;
BEGIN
    SELECT tenant INTO of_tenant FROM subsidy_claim
     WHERE id = of_claim AND state = 'PUBLISHED' AND kezhuan_organisation() IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    VALUES (of_claim, kezhuan_organisation(), 'OBJECTOR', of_tenant) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- SECURITY DEFINER: an objection suspends a published claim and adds one objection to it; nothing else of the claim may
-- differ.
CREATE FUNCTION record_objection(of_claim uuid, new_body jsonb, new_event_sequence bigint) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH suspended AS (
        UPDATE subsidy_claim SET state = 'SUSPENDED', version = version + 1, event_sequence = new_event_sequence,
                                 body = new_body, update_time = now()
         WHERE id = of_claim AND state = 'PUBLISHED' AND kezhuan_is_party(id)
           AND event_sequence = new_event_sequence - 1
           AND new_body->>'state' = 'SUSPENDED' AND (new_body->>'version')::bigint = version + 1
           AND jsonb_array_length(new_body->'objections') = jsonb_array_length(body->'objections') + 1
           AND (new_body->'objections') - (-1) = body->'objections'
           AND (new_body->'notice') - 'outcome' = (body->'notice') - 'outcome'
           AND new_body - '{state,version,notice,objections}'::text[] = body - '{state,version,notice,objections}'::text[]
        RETURNING 1)
    SELECT EXISTS (SELECT FROM suspended)
$$;
