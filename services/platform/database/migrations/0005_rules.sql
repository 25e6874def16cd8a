-- Who writes a tenant's rules: they work for it, and see none of its cases.
CREATE FUNCTION kezhuan_may_write_rules(of_tenant text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce((kezhuan_reach() = 'rules' AND of_tenant = kezhuan_tenant())
                          OR kezhuan_may_write(of_tenant), false) $$;
