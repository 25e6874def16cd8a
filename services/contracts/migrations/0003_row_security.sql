-- The second wall: even a query without a WHERE sees only what its caller may see.
CALL kezhuan_protect('contract', 'id');
CALL kezhuan_protect('contract_version', 'contract_id');
CALL kezhuan_protect('appeal', 'contract_id');
CALL kezhuan_protect('income_verification', 'contract_id');
CALL kezhuan_protect('attachment', 'contract_id');
CALL kezhuan_protect('attachment_chunk', 'contract_id');
-- A claim is paid by its own tenant, which may be another than the contract's; it is a case of its own.
CALL kezhuan_protect('claim', 'id');

-- A claimant's own transaction reserves from the paying tenant's programme, so the budget row is
-- reached by every write; what a claim may do to it is the constraint's and the domain's to say.
ALTER TABLE programme ENABLE ROW LEVEL SECURITY;
ALTER TABLE programme FORCE ROW LEVEL SECURITY;
CREATE POLICY everyone ON programme USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON programme TO kezhuan_app;

ALTER TABLE paid_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE paid_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY everyone ON paid_fact USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON paid_fact TO kezhuan_app;

-- No case stands in these.
GRANT SELECT, INSERT, UPDATE ON number_block TO kezhuan_app;
GRANT SELECT, INSERT ON rule_package TO kezhuan_app;
GRANT SELECT, INSERT, UPDATE ON rule_entry TO kezhuan_app;
GRANT SELECT, UPDATE ON rule_epoch TO kezhuan_app;
