-- Who is asking: three settings that the doors of the database crate set for one transaction.
-- Unset or empty settings match nothing, so a statement outside the doors sees no case.

CREATE FUNCTION kezhuan_tenant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('kezhuan.tenant', true), '') $$;

CREATE FUNCTION kezhuan_organisation() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('kezhuan.organisation', true), '') $$;

CREATE FUNCTION kezhuan_reach() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('kezhuan.reach', true), '') $$;

-- An office reads its own tenant; the city, auditors and services read every tenant.
CREATE FUNCTION kezhuan_may_read(of_tenant text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(kezhuan_reach() IN ('city', 'auditor', 'service')
                          OR (kezhuan_reach() = 'own' AND of_tenant = kezhuan_tenant()), false) $$;

-- Reading further than one's tenant never means writing there.
CREATE FUNCTION kezhuan_may_write(of_tenant text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(kezhuan_reach() IN ('own', 'city', 'service')
                          AND of_tenant = kezhuan_tenant(), false) $$;

-- The organisations a case concerns, and as what: 'seller', 'buyer', 'agent', 'bank' …
CREATE TABLE case_party (
    case_id      uuid NOT NULL,
    organisation text NOT NULL CHECK (organisation <> ''),
    capacity     text NOT NULL CHECK (capacity <> ''),
    tenant       text NOT NULL CHECK (tenant <> ''),
    PRIMARY KEY (case_id, organisation, capacity)
);
CREATE INDEX case_party_organisation ON case_party (organisation, case_id);

-- SECURITY DEFINER: whether anyone is a party already must not depend on what the caller sees.
CREATE FUNCTION kezhuan_has_parties(of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT EXISTS (SELECT FROM case_party p WHERE p.case_id = of_case) $$;

CREATE FUNCTION kezhuan_is_party(of_case uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT EXISTS (SELECT FROM case_party p
                          WHERE p.case_id = of_case AND p.organisation = kezhuan_organisation()) $$;

ALTER TABLE case_party ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_party FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON case_party TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON case_party FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR organisation = (SELECT kezhuan_organisation()));
-- The first party of a new case names itself, in a statement of its own; after that the tenant
-- and those who are parties already may name others.
CREATE POLICY add ON case_party FOR INSERT TO kezhuan_app
    WITH CHECK (kezhuan_may_write(tenant)
                OR (organisation = kezhuan_organisation() AND NOT kezhuan_has_parties(case_id))
                OR kezhuan_is_party(case_id));
CREATE POLICY remove ON case_party FOR DELETE TO kezhuan_app USING (kezhuan_may_write(tenant));
GRANT SELECT, INSERT, DELETE ON case_party TO kezhuan_app;

-- Puts a table under row security: own tenant, party of the case, or the wider readers.
-- `case_column` names the uuid column with the case's id; NULL where nobody is a party.
CREATE PROCEDURE kezhuan_protect(protected regclass, case_column name DEFAULT NULL)
LANGUAGE plpgsql AS $$
DECLARE
    party text := CASE WHEN case_column IS NULL THEN ''
        ELSE format(' OR EXISTS (SELECT FROM case_party p WHERE p.case_id = %I'
                    ' AND p.organisation = (SELECT kezhuan_organisation()))', case_column) END;
    may_read  text := 'kezhuan_may_read(tenant)' || party;
    may_write text := 'kezhuan_may_write(tenant)' || party;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY owner ON %s TO kezhuan_owner USING (true) WITH CHECK (true)', protected);
    EXECUTE format('CREATE POLICY read ON %s FOR SELECT TO kezhuan_app USING (%s)', protected, may_read);
    EXECUTE format('CREATE POLICY add ON %s FOR INSERT TO kezhuan_app WITH CHECK (%s)', protected, may_write);
    EXECUTE format('CREATE POLICY change ON %s FOR UPDATE TO kezhuan_app USING (%s) WITH CHECK (%s)',
                   protected, may_write, may_write);
    EXECUTE format('CREATE POLICY remove ON %s FOR DELETE TO kezhuan_app USING (%s)', protected, may_write);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO kezhuan_app', protected);
END $$;
