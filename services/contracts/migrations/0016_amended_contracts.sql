-- One re-examination of each decision.

-- A decision is the contract's version that made it. A withdrawn appeal makes room for another; a closed one does not.
ALTER TABLE appeal ADD COLUMN decision_version bigint;
CREATE UNIQUE INDEX appeal_decision_key ON appeal (contract_id, decision_version) WHERE state <> 'WITHDRAWN';
