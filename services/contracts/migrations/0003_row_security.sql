-- The second wall: even a query without a WHERE sees only what its caller may see.
DO $$
DECLARE
    item record;
BEGIN
    FOR item IN SELECT * FROM (VALUES
        ('contract', 'id'), ('contract_version', 'contract_id'), ('appeal', 'contract_id'),
        ('income_verification', 'contract_id'), ('attachment', 'contract_id'), ('attachment_chunk', 'contract_id')
    ) AS guarded (table_name, case_column)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', item.table_name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', item.table_name);
        EXECUTE format('CREATE POLICY readers ON %I FOR SELECT USING (kezhuan_reads(tenant, %I))', item.table_name, item.case_column);
        EXECUTE format('CREATE POLICY writers ON %I FOR ALL USING (kezhuan_writes(tenant, %I)) WITH CHECK (kezhuan_writes(tenant, %I))', item.table_name, item.case_column, item.case_column);
    END LOOP;
END $$;

-- A claim is paid by its own tenant, which may be another than the contract's; it is a case of its own.
ALTER TABLE claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE claim FORCE ROW LEVEL SECURITY;
CREATE POLICY readers ON claim FOR SELECT USING (kezhuan_reads(tenant, id));
CREATE POLICY writers ON claim FOR ALL USING (kezhuan_writes(tenant, id)) WITH CHECK (kezhuan_writes(tenant, id));

ALTER TABLE programme ENABLE ROW LEVEL SECURITY;
ALTER TABLE programme FORCE ROW LEVEL SECURITY;
-- A claimant's own transaction reserves from the paying tenant's programme, so the budget row is
-- reached by every write; what a claim may do to it is the constraint's and the domain's to say.
CREATE POLICY everyone ON programme USING (true) WITH CHECK (true);

ALTER TABLE paid_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE paid_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY everyone ON paid_fact USING (true) WITH CHECK (true);
