-- Whose city a tenant is in: its own where it is none of a division.
CREATE FUNCTION incubation_city(of_tenant text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN of_tenant ~ '^[0-9]{6}$' THEN left(of_tenant, 4) || '00' ELSE of_tenant END $$;

-- Whether the bureau of that city asks: carriers are their county's, and the city decides on those of its own grade and above.
-- Others who work for the city's tenant, experts among them, have no part in a county's cases.
CREATE FUNCTION incubation_is_city_of(of_tenant text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(kezhuan_reach() = 'city' AND kezhuan_tenant() = incubation_city(of_tenant), false) $$;

-- Under row security like any table, and open to the offices of the city as well.
CREATE PROCEDURE incubation_protect(protected regclass, case_column name, writers text[] DEFAULT '{}')
LANGUAGE plpgsql SET client_min_messages = warning AS $$
BEGIN
    CALL kezhuan_protect(protected, case_column, writers);
    EXECUTE format('DROP POLICY IF EXISTS city ON %s', protected);
    EXECUTE format('CREATE POLICY city ON %s TO kezhuan_app USING (incubation_is_city_of(tenant))'
                   ' WITH CHECK (incubation_is_city_of(tenant))', protected);
END $$;

-- The city's offices name parties, and read what was decided and done in the cases they act in.
CREATE POLICY city ON case_party TO kezhuan_app USING (incubation_is_city_of(tenant))
    WITH CHECK (incubation_is_city_of(tenant));
CREATE POLICY city ON audit FOR SELECT TO kezhuan_app USING (incubation_is_city_of(tenant));
CREATE POLICY city ON decision FOR SELECT TO kezhuan_app USING (incubation_is_city_of(tenant));
