-- The second wall: even a query without a WHERE sees only what its caller may see.
CALL kezhuan_protect('contract', 'id');
CALL kezhuan_protect('contract_version', 'contract_id');

-- No case stands in these.
GRANT SELECT, INSERT, UPDATE ON number_block TO kezhuan_app;
GRANT SELECT, INSERT ON rule_package TO kezhuan_app;
GRANT SELECT, INSERT, UPDATE ON rule_entry TO kezhuan_app;
GRANT SELECT, UPDATE ON rule_epoch TO kezhuan_app;
