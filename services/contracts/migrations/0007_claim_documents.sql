-- A tenant that is asked to pay sees what it decides on, also where the contract is another county's.
-- Only the tenant: whoever objected is a party of the claim, and no reader of the documents.
CREATE POLICY read_for_claim ON attachment FOR SELECT TO kezhuan_app
    USING (EXISTS (SELECT FROM claim WHERE claim.contract_id = attachment.contract_id
                      AND claim.state <> 'WITHDRAWN' AND claim.state <> 'DRAFT' AND kezhuan_may_read(claim.tenant)));
CREATE POLICY read_for_claim ON attachment_chunk FOR SELECT TO kezhuan_app
    USING (EXISTS (SELECT FROM claim WHERE claim.contract_id = attachment_chunk.contract_id
                      AND claim.state <> 'WITHDRAWN' AND claim.state <> 'DRAFT' AND kezhuan_may_read(claim.tenant)));
