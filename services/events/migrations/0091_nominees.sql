-- A draft that changes may change who carried the achievement out; its nominator stays.
-- SECURITY DEFINER: a nominator sees no other party's row, and could not remove it.
CREATE FUNCTION replace_nominees(of_nomination uuid, organisations text[]) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
DECLARE
    of_tenant text;
BEGIN
    SELECT tenant INTO of_tenant FROM nomination
     WHERE id = of_nomination AND state = 'DRAFT' AND kezhuan_acts_as(id, '{APPLICANT}');
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM case_party p
     WHERE p.case_id = of_nomination AND p.capacity = 'NOMINEE' AND p.organisation <> ALL (organisations);
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    SELECT of_nomination, unit.organisation, 'NOMINEE', of_tenant FROM unnest(organisations) AS unit(organisation)
        ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
