-- Row security stands on every table, or the reason why not stands beside it as the table's comment,
-- which begins with 'No row security: '. check_neighbour and a test of each service read both.

-- Every known caller reads, the service alone writes: what is the same for all tenants.
CREATE PROCEDURE kezhuan_protect_shared(protected regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY owner ON %s TO kezhuan_owner USING (true) WITH CHECK (true)', protected);
    EXECUTE format('CREATE POLICY read ON %s FOR SELECT TO kezhuan_app USING (kezhuan_reach() IS NOT NULL)', protected);
    EXECUTE format('CREATE POLICY write ON %s TO kezhuan_app USING (kezhuan_reach() = ''service'')'
                   ' WITH CHECK (kezhuan_reach() = ''service'')', protected);
END $$;

-- Payloads of all tenants: only the relay role handles them.
REVOKE ALL ON dead_letter FROM kezhuan_app;
ALTER TABLE dead_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_letter FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON dead_letter TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY relay ON dead_letter TO kezhuan_relay USING (true) WITH CHECK (true);

-- Ids of all tenants' aggregates: consumers act as the service.
ALTER TABLE inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbox FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON inbox TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY service ON inbox TO kezhuan_app
    USING (kezhuan_reach() = 'service') WITH CHECK (kezhuan_reach() = 'service');

COMMENT ON TABLE stream_state IS 'No row security: when streams were made; no tenant stands in it, and only the relay role reaches it';
COMMENT ON TABLE leaf IS 'No row security: digests tell nothing about a case, and everybody may check them';
COMMENT ON TABLE tree_head IS 'No row security: signed heads are public, and only the sealer may add one';
