-- What kind of case an id names, as the stores name their aggregates; empty where the caller sees none.
CREATE FUNCTION case_aggregate(of_case uuid) RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT CASE WHEN EXISTS (SELECT FROM carrier WHERE id = of_case) THEN 'carrier'
                      WHEN EXISTS (SELECT FROM tenancy WHERE id = of_case) THEN 'tenancy'
                      WHEN EXISTS (SELECT FROM lease WHERE id = of_case) THEN 'lease'
                      WHEN EXISTS (SELECT FROM torch_return WHERE id = of_case) THEN 'torch_return'
                      WHEN EXISTS (SELECT FROM grant_claim WHERE id = of_case) THEN 'grant'
                      ELSE '' END $$;

-- A case, and what hangs on it, for its record.
CREATE FUNCTION case_with_hanging(of_case uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
    AS $$ SELECT of_case
          UNION ALL SELECT id FROM unit WHERE carrier_id = of_case
          UNION ALL SELECT id FROM mentor WHERE carrier_id = of_case
          UNION ALL SELECT id FROM activity WHERE carrier_id = of_case
          UNION ALL SELECT id FROM mentoring WHERE tenancy_id = of_case
          UNION ALL SELECT id FROM service_record WHERE tenancy_id = of_case
          UNION ALL SELECT id FROM investment WHERE tenancy_id = of_case $$;

-- A public notice is open to everybody, and says what it shows and nothing else of the case. SECURITY DEFINER: whoever may
-- object has to find what to object to, also outside their own cases.
CREATE FUNCTION published_cases(of_tenant text, after_time timestamptz, after_id uuid, size bigint)
    RETURNS TABLE (id uuid, aggregate text, number text, tenant text, title text, organisation text, notice jsonb,
                   create_time timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT published.* FROM (
        SELECT id, 'carrier', number, tenant, body->'profile'->>'name', operator, body->'notice', create_time
          FROM carrier WHERE state = 'PROPOSED')
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
    SELECT carrier.tenant INTO of_tenant FROM carrier
     WHERE carrier.id = of_case AND carrier.state = 'PROPOSED' AND kezhuan_organisation() IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    VALUES (of_case, kezhuan_organisation(), 'OBJECTOR', of_tenant) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;
