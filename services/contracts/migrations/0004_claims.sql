-- Who sees and writes claims, budgets, appeals, receipts and documents.
CALL kezhuan_protect('appeal', 'contract_id');
CALL kezhuan_protect('income_verification', 'contract_id');
CALL kezhuan_protect('attachment', 'contract_id');
CALL kezhuan_protect('attachment_chunk', 'contract_id');
-- A claim is paid by its own tenant, which may be another than the contract's: a case of its own.
CALL kezhuan_protect('claim', 'id');
CALL kezhuan_protect('paid_fact', 'claim_id');

-- A claimant's own transaction reserves from the paying tenant's programme, so every write may
-- reach the budget row; only the tenant itself may add one. What a claim may do to it is the
-- constraint's and the domain's to say.
ALTER TABLE programme ENABLE ROW LEVEL SECURITY;
ALTER TABLE programme FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON programme TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON programme FOR SELECT TO kezhuan_app USING (kezhuan_reach() IS NOT NULL);
CREATE POLICY change ON programme FOR UPDATE TO kezhuan_app
    USING (kezhuan_reach() IS NOT NULL) WITH CHECK (kezhuan_reach() IS NOT NULL);
CREATE POLICY add ON programme FOR INSERT TO kezhuan_app WITH CHECK (kezhuan_may_write(tenant));
GRANT SELECT, INSERT, UPDATE ON programme TO kezhuan_app;

-- What a claim has to know of its contract, also for a paying tenant that doesn't see the contract.
-- SECURITY DEFINER: whoever may read the claim may read this much of the case behind it.
CREATE FUNCTION contract_of_claim(of_claim uuid)
    RETURNS TABLE (body jsonb, received_fen bigint, materials text[])
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT contract.body,
           coalesce((SELECT sum(income.amount_fen) FROM income_verification income
                      WHERE income.contract_id = contract.id AND income.state = 'VERIFIED'), 0)::bigint,
           coalesce((SELECT array_agg(DISTINCT document.material ORDER BY document.material)
                       FROM attachment document WHERE document.contract_id = contract.id), '{}')
      FROM claim JOIN contract ON contract.id = claim.contract_id
     WHERE claim.id = of_claim AND (kezhuan_may_read(claim.tenant) OR kezhuan_is_party(claim.id))
$$;

-- A public notice is open to everybody: whoever objects becomes a party of the claim first.
CREATE FUNCTION admit_objector(of_claim uuid) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH admitted AS (
        INSERT INTO case_party (case_id, organisation, capacity, tenant)
        SELECT claim.id, kezhuan_organisation(), 'OBJECTOR', claim.tenant
          FROM claim WHERE claim.id = of_claim AND claim.state = 'PUBLISHED' AND kezhuan_organisation() IS NOT NULL
        ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM admitted)
$$;

-- Whether the registration behind a claim ended: its grant is then to be recovered.
CREATE FUNCTION registration_lost(of_claim uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT EXISTS (SELECT FROM claim JOIN contract ON contract.id = claim.contract_id
                          WHERE claim.id = of_claim AND contract.state IN ('DEREGISTERED', 'ANNULLED')) $$;
