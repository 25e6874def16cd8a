-- Authors and approvers write their tenant's packages and timeline; to no case does that give a way.
DO $$
DECLARE
    protected text;
BEGIN
    FOREACH protected IN ARRAY ARRAY['package', 'timeline_entry'] LOOP
        EXECUTE format('ALTER POLICY add ON %I WITH CHECK (kezhuan_may_write_rules(tenant))', protected);
        EXECUTE format('ALTER POLICY change ON %I USING (kezhuan_may_write_rules(tenant))', protected);
    END LOOP;
END $$;
