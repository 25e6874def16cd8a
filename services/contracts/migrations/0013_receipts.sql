-- SECURITY DEFINER: a party that files income does not write the contract, and a lock on a row that the
-- caller may not write holds nothing.
CREATE FUNCTION hold_contract(of_contract uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
BEGIN
    PERFORM FROM contract
     WHERE id = of_contract
       AND (kezhuan_may_write(tenant) OR kezhuan_acts_as(id, '{APPLICANT,SELLER,BUYER,BROKER,AGENT}'))
       FOR NO KEY UPDATE;
    RETURN FOUND;
END $$;
