-- To be a party is to read. Who writes into a case is a party in a capacity that acts in it: 'APPLICANT',
-- whose case it is, and what a service's own tables name.
CREATE FUNCTION kezhuan_acts_as(of_case uuid, capacities text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT EXISTS (SELECT FROM case_party p
                          WHERE p.case_id = of_case AND p.organisation = kezhuan_organisation()
                            AND p.capacity = ANY (capacities)) $$;

-- Only the applicant, who named itself first, names others.
ALTER POLICY add ON case_party
    WITH CHECK (kezhuan_may_write(tenant)
                OR (organisation = kezhuan_organisation() AND NOT kezhuan_has_parties(case_id))
                OR kezhuan_acts_as(case_id, '{APPLICANT}'));

-- Puts a table under row security: own tenant, party of the case, or the wider readers. `case_column`
-- names the uuid column with the case's id, NULL where nobody is a party; `writers` are the
-- capacities whose parties write, none unless they are named. Called again it replaces what it said before.
DROP PROCEDURE kezhuan_protect(regclass, name);
CREATE PROCEDURE kezhuan_protect(protected regclass, case_column name DEFAULT NULL, writers text[] DEFAULT '{}')
LANGUAGE plpgsql SET client_min_messages = warning AS $$
DECLARE
    party     text;
    may_read  text := 'kezhuan_may_read(tenant)';
    may_write text := 'kezhuan_may_write(tenant)';
    policy    text;
BEGIN
    IF case_column IS NOT NULL THEN
        party := format(' OR EXISTS (SELECT FROM case_party p WHERE p.case_id = %I'
                        ' AND p.organisation = (SELECT kezhuan_organisation())', case_column);
        may_read := may_read || party || ')';
        IF cardinality(writers) > 0 THEN
            may_write := may_write || party || format(' AND p.capacity = ANY (%L::text[]))', writers);
        END IF;
    END IF;
    FOREACH policy IN ARRAY ARRAY['owner', 'read', 'add', 'change', 'remove'] LOOP
        EXECUTE format('DROP POLICY IF EXISTS %I ON %s', policy, protected);
    END LOOP;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY owner ON %s TO kezhuan_owner USING (true) WITH CHECK (true)', protected);
    EXECUTE format('CREATE POLICY read ON %s FOR SELECT TO kezhuan_app USING (%s)', protected, may_read);
    EXECUTE format('CREATE POLICY add ON %s FOR INSERT TO kezhuan_app WITH CHECK (%s)', protected, may_write);
    EXECUTE format('CREATE POLICY change ON %s FOR UPDATE TO kezhuan_app USING (%s) WITH CHECK (%s)',
                   protected, may_write, may_write);
    EXECUTE format('CREATE POLICY remove ON %s FOR DELETE TO kezhuan_app USING (kezhuan_may_write(tenant))', protected);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO kezhuan_app', protected);
END $$;
