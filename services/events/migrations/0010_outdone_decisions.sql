-- What a case was decided by is the latest answer to each question.
CREATE OR REPLACE VIEW outdone_decision WITH (security_invoker = true) AS
    SELECT earlier.id
      FROM decision earlier
     WHERE EXISTS (SELECT FROM decision newer
                    WHERE newer.case_id = earlier.case_id AND newer.rule_tenant = earlier.rule_tenant
                      AND newer.hook = earlier.hook AND newer.id > earlier.id);
