-- What a contract is granted stands in one decision: its claim's, or its latest estimate as long as nobody
-- claims. Withdrawn claims are no claims; an earlier answer of the same claim is the past.
CREATE OR REPLACE VIEW outdone_decision WITH (security_invoker = true) AS
    SELECT estimate.id
      FROM claim JOIN decision estimate ON estimate.case_id = claim.contract_id AND estimate.rule_tenant = claim.tenant
     WHERE claim.state <> 'WITHDRAWN' AND claim.body->>'decision' IS NOT NULL
    UNION
    SELECT earlier.id
      FROM claim JOIN decision earlier ON earlier.case_id = claim.id
     WHERE claim.state = 'WITHDRAWN' OR claim.body->>'decision' IS DISTINCT FROM earlier.id::text
    UNION
    SELECT earlier.id
      FROM contract_version later JOIN decision earlier ON earlier.case_id = later.contract_id
     WHERE later.form_version > 1
       AND EXISTS (SELECT FROM decision newer
                    WHERE newer.case_id = earlier.case_id AND newer.rule_tenant = earlier.rule_tenant
                      AND newer.hook = earlier.hook AND newer.id > earlier.id);
