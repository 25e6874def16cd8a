-- A published claim says to everybody what its notice shows, and nothing else of the case.
CREATE INDEX claim_published ON claim (create_time DESC, id DESC) WHERE state = 'PUBLISHED';

-- SECURITY DEFINER: whoever may object has to find what to object to, also outside their own tenant.
CREATE FUNCTION published_claims(of_tenant text, after_time timestamptz, after_id uuid, size bigint)
    RETURNS TABLE (id uuid, number text, tenant text, organisation text, amount_fen bigint, notice jsonb,
                   create_time timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT claim.id, claim.number, claim.tenant, claim.organisation, claim.amount_fen, claim.body->'notice',
           claim.create_time
      FROM claim
     WHERE claim.state = 'PUBLISHED' AND kezhuan_reach() IS NOT NULL
       AND (of_tenant IS NULL OR claim.tenant = of_tenant)
       AND (after_time IS NULL OR (claim.create_time, claim.id) < (after_time, after_id))
     ORDER BY claim.create_time DESC, claim.id DESC LIMIT size
$$;
