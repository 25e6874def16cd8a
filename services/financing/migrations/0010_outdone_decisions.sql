-- What a case was decided by is the latest answer to each question; a withdrawn subsidy claim was decided by none.
CREATE OR REPLACE VIEW outdone_decision WITH (security_invoker = true) AS
    SELECT earlier.id
      FROM decision earlier
     WHERE EXISTS (SELECT FROM decision newer
                    WHERE newer.case_id = earlier.case_id AND newer.rule_tenant = earlier.rule_tenant
                      AND newer.hook = earlier.hook AND newer.id > earlier.id)
    UNION
    SELECT withdrawn.id
      FROM subsidy_claim claim JOIN decision withdrawn ON withdrawn.case_id = claim.id
     WHERE claim.state = 'WITHDRAWN';

-- What kind of case an id names, as the stores name their aggregates; empty where the caller sees none.
CREATE FUNCTION case_aggregate(of_case uuid) RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT CASE WHEN EXISTS (SELECT FROM loan_application WHERE id = of_case) THEN 'application'
                      WHEN EXISTS (SELECT FROM loan WHERE id = of_case) THEN 'loan'
                      WHEN EXISTS (SELECT FROM compensation_claim WHERE id = of_case) THEN 'compensation'
                      WHEN EXISTS (SELECT FROM subsidy_claim WHERE id = of_case) THEN 'subsidy'
                      WHEN EXISTS (SELECT FROM pledge WHERE id = of_case) THEN 'pledge'
                      WHEN EXISTS (SELECT FROM ip_asset WHERE id = of_case) THEN 'asset'
                      ELSE '' END $$;
