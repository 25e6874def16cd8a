-- What the platform asks about cases of every kind.

-- What kind of case an id names, as the stores name their aggregates; empty where the caller sees none.
CREATE FUNCTION case_aggregate(of_case uuid) RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT CASE WHEN EXISTS (SELECT FROM event WHERE id = of_case) THEN 'event'
                      WHEN EXISTS (SELECT FROM registration WHERE id = of_case) THEN 'registration'
                      WHEN EXISTS (SELECT FROM project_call WHERE id = of_case) THEN 'project_call'
                      WHEN EXISTS (SELECT FROM project WHERE id = of_case) THEN 'project'
                      WHEN EXISTS (SELECT FROM negotiation WHERE id = of_case) THEN 'negotiation'
                      WHEN EXISTS (SELECT FROM submission WHERE id = of_case AND kind = 'NEED') THEN 'need'
                      WHEN EXISTS (SELECT FROM submission WHERE id = of_case AND kind = 'ACHIEVEMENT') THEN 'achievement'
                      WHEN EXISTS (SELECT FROM matching WHERE id = of_case) THEN 'matching'
                      WHEN EXISTS (SELECT FROM award_round WHERE id = of_case) THEN 'award_round'
                      WHEN EXISTS (SELECT FROM nomination WHERE id = of_case) THEN 'nomination'
                      ELSE '' END $$;

-- The case, and what is kept beside it.
CREATE FUNCTION case_with_hanging(of_case uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
    AS $$ SELECT of_case $$;

-- A public notice is open to everybody, and says what it shows and nothing else of the case: of a nomination the band proposed, who
-- carried it out and stands for it, by name, and who put it forward. Only nominations are published.
-- SECURITY DEFINER: whoever may object has to find what to object to, also outside their own cases.
CREATE FUNCTION published_cases(of_tenant text, after_time timestamptz, after_id uuid, size bigint)
    RETURNS TABLE (id uuid, aggregate text, number text, tenant text, title text, organisation text, notice jsonb,
                   create_time timestamptz, shown jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT published.* FROM (
        SELECT id, 'nomination', number, tenant, body->'form'->>'title', body->'form'->'units'->0->>'organisation',
               body->'notice', create_time,
               jsonb_build_object('band', body->'committee'->'band', 'units', body->'form'->'units', 'nominator', nominator,
                                  'people', jsonb_path_query_array(body, '$.form.people[*].title'))
          FROM nomination WHERE state IN ('PUBLISHED', 'DISPUTED'))
        AS published(id, aggregate, number, tenant, title, organisation, notice, create_time, shown)
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
    SELECT tenant INTO of_tenant FROM nomination
     WHERE id = of_case AND state = 'PUBLISHED' AND kezhuan_organisation() IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    VALUES (of_case, kezhuan_organisation(), 'OBJECTOR', of_tenant) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- Whether an objection to a published nomination is being handled.
-- SECURITY DEFINER: whoever would object as well is told so, outside their own cases.
CREATE FUNCTION nomination_is_disputed(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT kezhuan_reach() IS NOT NULL
             AND EXISTS (SELECT FROM nomination WHERE id = of_case AND state = 'DISPUTED') $$;
