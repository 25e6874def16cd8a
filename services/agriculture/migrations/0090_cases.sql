-- What the platform asks about cases of every kind.

-- What kind of case an id names, as the stores name their aggregates; empty where the caller sees none.
CREATE FUNCTION case_aggregate(of_case uuid) RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT CASE WHEN EXISTS (SELECT FROM base WHERE id = of_case) THEN 'base'
                      WHEN EXISTS (SELECT FROM base_call WHERE id = of_case) THEN 'call'
                      WHEN EXISTS (SELECT FROM variety WHERE id = of_case) THEN 'variety'
                      WHEN EXISTS (SELECT FROM trial WHERE id = of_case) THEN 'trial'
                      WHEN EXISTS (SELECT FROM demonstration WHERE id = of_case) THEN 'demonstration'
                      WHEN EXISTS (SELECT FROM extension WHERE id = of_case) THEN 'extension'
                      WHEN EXISTS (SELECT FROM achievement WHERE id = of_case) THEN 'achievement'
                      WHEN EXISTS (SELECT FROM grant_claim WHERE id = of_case) THEN 'grant'
                      ELSE '' END $$;

-- The case, and what is kept beside it.
CREATE FUNCTION case_with_hanging(of_case uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
    AS $$ SELECT of_case $$;

-- A public notice is open to everybody, and says what it shows and nothing else of the case.
-- SECURITY DEFINER: whoever may object has to find what to object to, also outside their own cases.
CREATE FUNCTION published_cases(of_tenant text, after_time timestamptz, after_id uuid, size bigint)
    RETURNS TABLE (id uuid, aggregate text, number text, tenant text, title text, organisation text, notice jsonb,
                   create_time timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT published.* FROM (
        SELECT id, 'base', number, tenant, title, organisation, body->'notice', create_time
          FROM base WHERE state IN ('PROPOSED', 'SUSPENDED'))
        AS published(id, aggregate, number, tenant, title, organisation, notice, create_time)
     WHERE kezhuan_reach() IS NOT NULL AND (of_tenant IS NULL OR published.tenant = of_tenant)
       AND (after_time IS NULL OR (published.create_time, published.id) < (after_time, after_id))
     ORDER BY published.create_time DESC, published.id DESC LIMIT size
$$;

-- Whoever objects reads the case from then on. The row is held, so that nothing passes between.
CREATE FUNCTION admit_objector(of_case uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
DECLARE
    of_tenant text;
BEGIN
    SELECT tenant INTO of_tenant FROM base
     WHERE id = of_case AND state = 'PROPOSED' AND kezhuan_organisation() IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    VALUES (of_case, kezhuan_organisation(), 'OBJECTOR', of_tenant) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
