-- A yearly cap is an enterprise's: who is paid is told apart from who filed, and what came back frees it again.
ALTER TABLE claim ADD COLUMN enterprise text, ADD COLUMN recovered_fen bigint NOT NULL DEFAULT 0;
DROP INDEX claim_history;
CREATE INDEX claim_history ON claim (tenant, enterprise, year);

-- SECURITY DEFINER: whoever files, the sum counts every claim that pays the enterprise, also those of
-- other parties which the caller doesn't see. Only two sums come out.
CREATE FUNCTION granted_in_year(of_tenant text, of_enterprise text, of_year int, left_out uuid)
    RETURNS TABLE (granted_fen bigint, counted_fen bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT coalesce(sum(claim.amount_fen - claim.recovered_fen), 0)::bigint, coalesce(sum(claim.counted_fen), 0)::bigint
      FROM claim
     WHERE claim.tenant = of_tenant AND claim.enterprise = of_enterprise AND claim.year = of_year
       AND claim.id IS DISTINCT FROM left_out AND kezhuan_reach() IS NOT NULL
       AND claim.state IN ('COMPUTED', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING')
$$;
