-- A case, and what hangs on it, for its record: of a loan its pledge, its claims and what was booked for them.
CREATE FUNCTION case_with_hanging(of_case uuid) RETURNS SETOF uuid LANGUAGE sql STABLE
    AS $$ WITH hanging AS (
              SELECT of_case AS id
               UNION SELECT pledge_id FROM loan WHERE id = of_case AND pledge_id IS NOT NULL
               UNION SELECT id FROM compensation_claim WHERE loan_id = of_case
               UNION SELECT id FROM subsidy_claim WHERE loan_id = of_case)
          SELECT id FROM hanging
           UNION ALL SELECT id FROM ledger_transaction WHERE case_id IN (SELECT id FROM hanging) $$;
