-- What an enterprise has of a product, asked while a bank approves: the year's one bank and the credit line. SECURITY DEFINER:
-- another bank's loans are not this one's to see, and two banks that approve at the same moment must not both be the first.
CREATE FUNCTION product_in_use(for_application uuid, of_year int) RETURNS TABLE (outstanding_fen bigint, bank text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asked loan_application;
BEGIN
    SELECT * INTO asked FROM loan_application WHERE id = for_application;
    IF NOT FOUND OR NOT (kezhuan_may_read(asked.tenant) OR kezhuan_is_party(for_application)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'the caller has no part in this application';
    END IF;
    -- Held until the transaction ends: who comes second sees what the first one approved.
    PERFORM pg_advisory_xact_lock(hashtextextended(asked.enterprise || '/' || asked.product, 0));
    RETURN QUERY
    SELECT coalesce((SELECT sum(owed.outstanding_fen) FROM loan owed
                      WHERE owed.borrower = asked.enterprise AND owed.product = asked.product), 0)::bigint
           + coalesce((SELECT sum((lent.body #>> '{approval,amount}')::bigint) FROM loan_application lent
                        WHERE lent.enterprise = asked.enterprise AND lent.product = asked.product
                          AND lent.id <> asked.id AND lent.state IN ('APPROVED', 'CONTRACTED')
                          AND NOT EXISTS (SELECT FROM loan made WHERE made.id = lent.loan_id AND made.state <> 'CONTRACTED')),
                      0)::bigint,
           (SELECT used.bank FROM loan_application used
             WHERE used.enterprise = asked.enterprise AND used.product = asked.product AND used.id <> asked.id
               AND used.state IN ('APPROVED', 'CONTRACTED')
               AND extract(year FROM (used.body #>> '{approval,approved_on}')::date) = of_year
             ORDER BY used.create_time LIMIT 1);
END $$;
