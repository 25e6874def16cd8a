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
