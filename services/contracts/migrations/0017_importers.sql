-- The domestic buyer of technology from abroad applies for the contract as a seller does, also where an office
-- drafted it at its counter: a capacity that acts, told from that of a buyer who only reads.
CALL kezhuan_protect('contract', 'id', '{APPLICANT,SELLER,IMPORTER,AGENT}');
CALL kezhuan_protect('contract_version', 'contract_id', '{APPLICANT,SELLER,IMPORTER,AGENT}');
CALL kezhuan_protect('contract_paper', 'contract_id', '{APPLICANT,SELLER,IMPORTER,AGENT}');
CALL kezhuan_protect('appeal', 'contract_id', '{APPLICANT,SELLER,IMPORTER,BUYER,BROKER,AGENT}');
CALL kezhuan_protect('income_verification', 'contract_id', '{APPLICANT,SELLER,IMPORTER,BUYER,BROKER,AGENT}');
CALL kezhuan_protect('attachment', 'contract_id', '{APPLICANT,SELLER,IMPORTER,BUYER,BROKER,AGENT}');
CALL kezhuan_protect('attachment_chunk', 'contract_id', '{APPLICANT,SELLER,IMPORTER,BUYER,BROKER,AGENT}');

CREATE OR REPLACE FUNCTION replace_parties(of_contract uuid, organisations text[], capacities text[]) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
DECLARE
    of_tenant text;
BEGIN
    SELECT tenant INTO of_tenant FROM contract
     WHERE id = of_contract
       AND (kezhuan_may_write(tenant) OR kezhuan_acts_as(id, '{APPLICANT,SELLER,IMPORTER,AGENT}'));
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM case_party p
     WHERE p.case_id = of_contract AND p.capacity <> 'APPLICANT'
       AND NOT EXISTS (SELECT FROM unnest(organisations, capacities) AS party(organisation, capacity)
                        WHERE party.organisation = p.organisation AND party.capacity = p.capacity);
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    SELECT of_contract, organisation, capacity, of_tenant
      FROM unnest(organisations, capacities) AS party(organisation, capacity)
        ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION hold_contract(of_contract uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
BEGIN
    PERFORM FROM contract
     WHERE id = of_contract
       AND (kezhuan_may_write(tenant)
            OR kezhuan_acts_as(id, '{APPLICANT,SELLER,IMPORTER,BUYER,BROKER,AGENT}'))
       FOR NO KEY UPDATE;
    RETURN FOUND;
END $$;
