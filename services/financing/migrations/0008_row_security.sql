-- Under row security like any table, and open to the offices of the city as well: a case is its county's, who reads it, and
-- the pool's manager, the registry and the paying body of the city act in it.
CREATE PROCEDURE financing_protect(protected regclass, case_column name, writers text[] DEFAULT '{}')
LANGUAGE plpgsql SET client_min_messages = warning AS $$
BEGIN
    CALL kezhuan_protect(protected, case_column, writers);
    EXECUTE format('DROP POLICY IF EXISTS city ON %s', protected);
    EXECUTE format('CREATE POLICY city ON %s TO kezhuan_app USING (financing_is_city_of(tenant))'
                   ' WITH CHECK (financing_is_city_of(tenant))', protected);
END $$;

-- The second wall: even a query without a WHERE sees only what its caller may see. Who of a case's parties writes what:
-- an owner, a bank and a valuer step in a right; both sides in an application and a pledge; the bank in its loan.
CALL financing_protect('ip_asset', 'id', '{APPLICANT,BANK,VALUER}');
CALL financing_protect('asset_reservation', 'asset_id', '{APPLICANT,BANK}');
CALL financing_protect('ip_alert', 'asset_id', '{APPLICANT,BANK,VALUER}');
CALL financing_protect('loan_application', 'id', '{APPLICANT,BANK,VALUER}');
CALL financing_protect('application_asset', 'application_id', '{APPLICANT}');
CALL financing_protect('loan', 'id', '{APPLICANT,BANK}');
CALL financing_protect('loan_movement', 'loan_id', '{APPLICANT,BANK}');
CALL financing_protect('pledge', 'id', '{APPLICANT,PLEDGOR}');
CALL financing_protect('pledge_asset', 'pledge_id', '{APPLICANT}');
CALL financing_protect('compensation_claim', 'id', '{APPLICANT}');
CALL financing_protect('subsidy_claim', 'id', '{APPLICANT}');
CALL financing_protect('recon_batch', 'id', '{APPLICANT}');
CALL financing_protect('recon_line', 'batch_id', '{APPLICANT}');
CALL financing_protect('recon_ticket', 'batch_id', '{APPLICANT}');

-- The city's offices name parties, and read what was decided and done in the cases they act in.
CREATE POLICY city ON case_party TO kezhuan_app USING (financing_is_city_of(tenant))
    WITH CHECK (financing_is_city_of(tenant));
CREATE POLICY city ON audit FOR SELECT TO kezhuan_app USING (financing_is_city_of(tenant));
CREATE POLICY city ON decision FOR SELECT TO kezhuan_app USING (financing_is_city_of(tenant));

-- Reservations and alerts are never taken away, and movements of money never change.
REVOKE DELETE ON asset_reservation, ip_alert FROM kezhuan_app;
REVOKE UPDATE, DELETE ON loan_movement FROM kezhuan_app;

-- An alert is told to its own owner and its own bank, not to every bank that the right was ever offered to.
DROP POLICY read ON ip_alert;
CREATE POLICY read ON ip_alert FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR owner = (SELECT kezhuan_organisation()) OR bank = (SELECT kezhuan_organisation()));

-- Whose right it is follows the register. SECURITY DEFINER: who hands a right over could neither name the new owner
-- after it, nor leave before it.
CREATE FUNCTION ip_asset_owner_is_party() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM case_party
     WHERE case_id = NEW.id AND organisation = OLD.owner AND capacity = 'APPLICANT';
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    VALUES (NEW.id, NEW.owner, 'APPLICANT', NEW.tenant) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER ip_asset_owner_is_party AFTER UPDATE OF owner ON ip_asset
    FOR EACH ROW WHEN (OLD.owner <> NEW.owner) EXECUTE FUNCTION ip_asset_owner_is_party();

-- The books are read by their own tenant, the city and auditors; a bank reads what it has to do with. Only `ledger_post`,
-- which is the owner's, writes them.
ALTER TABLE ledger_book ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_book FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON ledger_book TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON ledger_book FOR SELECT TO kezhuan_app USING (kezhuan_may_read(tenant));
ALTER TABLE ledger_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_account FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON ledger_account TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON ledger_account FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR bank = (SELECT kezhuan_organisation()));
ALTER TABLE ledger_transaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_transaction FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON ledger_transaction TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON ledger_transaction FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_is_party(case_id));
ALTER TABLE ledger_posting ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_posting FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON ledger_posting TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON ledger_posting FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant)
           OR account_id IN (SELECT account.id FROM ledger_account account
                              WHERE account.bank = (SELECT kezhuan_organisation())));
GRANT SELECT ON ledger_book, ledger_account, ledger_transaction, ledger_posting TO kezhuan_app;

-- An enterprise reads what is known of it, and gives and takes back its own consents. A bank reads of an enterprise that
-- consented to it; which fields, and until when, is the domain's to say.
ALTER TABLE enterprise_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE enterprise_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON enterprise_fact TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY city ON enterprise_fact TO kezhuan_app USING (financing_is_city_of(tenant))
    WITH CHECK (financing_is_city_of(tenant));
CREATE POLICY read ON enterprise_fact FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR enterprise = (SELECT kezhuan_organisation())
           OR EXISTS (SELECT FROM consent
                       WHERE consent.enterprise = enterprise_fact.enterprise AND consent.withdrawn_on IS NULL
                         AND consent.bank = (SELECT kezhuan_organisation())));
CREATE POLICY add ON enterprise_fact FOR INSERT TO kezhuan_app
    WITH CHECK (kezhuan_may_write(tenant) OR enterprise = (SELECT kezhuan_organisation()));
CREATE POLICY change ON enterprise_fact FOR UPDATE TO kezhuan_app
    USING (kezhuan_may_write(tenant) OR enterprise = (SELECT kezhuan_organisation()))
    WITH CHECK (kezhuan_may_write(tenant) OR enterprise = (SELECT kezhuan_organisation()));
GRANT SELECT, INSERT, UPDATE ON enterprise_fact TO kezhuan_app;

ALTER TABLE consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON consent TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON consent FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR financing_is_city_of(tenant) OR enterprise = (SELECT kezhuan_organisation())
           OR bank = (SELECT kezhuan_organisation()));
CREATE POLICY add ON consent FOR INSERT TO kezhuan_app WITH CHECK (enterprise = (SELECT kezhuan_organisation()));
CREATE POLICY change ON consent FOR UPDATE TO kezhuan_app
    USING (enterprise = (SELECT kezhuan_organisation())) WITH CHECK (enterprise = (SELECT kezhuan_organisation()));
GRANT SELECT, INSERT, UPDATE (withdrawn_on) ON consent TO kezhuan_app;
