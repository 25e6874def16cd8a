-- The prefecture-level city of a division.
CREATE FUNCTION events_city(of_tenant text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT left(of_tenant, 4) || '00' $$;

-- Whether the bureau of that city asks: cases are their county's, and it decides on many of them. Others who work for the city's
-- tenant, experts among them, have no part in a county's cases.
CREATE FUNCTION events_is_city_of(of_tenant text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(kezhuan_reach() = 'city' AND kezhuan_tenant() = events_city(of_tenant), false) $$;

-- Under row security like any table, and open to the offices of the city as well.
CREATE PROCEDURE events_protect(protected regclass, case_column name, writers text[] DEFAULT '{}')
LANGUAGE plpgsql SET client_min_messages = warning AS $$
BEGIN
    CALL kezhuan_protect(protected, case_column, writers);
    EXECUTE format('DROP POLICY IF EXISTS city ON %s', protected);
    EXECUTE format('CREATE POLICY city ON %s TO kezhuan_app USING (events_is_city_of(tenant))'
                   ' WITH CHECK (events_is_city_of(tenant))', protected);
END $$;

-- The city's offices name parties, and read what was decided and done in the cases they act in.
CREATE POLICY city ON case_party TO kezhuan_app USING (events_is_city_of(tenant))
    WITH CHECK (events_is_city_of(tenant));
CREATE POLICY city ON audit FOR SELECT TO kezhuan_app USING (events_is_city_of(tenant));
CREATE POLICY city ON decision FOR SELECT TO kezhuan_app USING (events_is_city_of(tenant));

-- Registrations of one event share a commit, whoever sends them: the service writes for them, and keeps each answer under the
-- organisation that asked.
CREATE POLICY service ON request TO kezhuan_app USING (kezhuan_reach() = 'service')
    WITH CHECK (kezhuan_reach() = 'service');
