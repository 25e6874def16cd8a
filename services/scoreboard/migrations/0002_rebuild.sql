-- Figures are of all tenants: the service alone forgets them, to count its sources' events again.
-- SECURITY DEFINER: row security lets nobody write in more than one tenant.
CREATE FUNCTION forget_turnover() RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH forgotten AS (DELETE FROM turnover_standing WHERE kezhuan_reach() = 'service' RETURNING 1)
    SELECT count(*) FROM forgotten
$$;
