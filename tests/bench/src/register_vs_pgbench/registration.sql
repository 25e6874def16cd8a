-- One registration, statement by statement: pgbench prepares each once per connection and waits for
-- each answer. The statements are those the contracts service sends, for one request instead of a
-- group:
--   services/platform/database/src/scope.rs               who is asking, for row security
--   services/contracts/src/store/contracts.rs             the contract with its documents
--   services/contracts/src/store/claims.rs                what the incentive rule is told
--   services/contracts/src/store/contract_rows.rs         the contract's next version, unless it has moved on
--   services/contracts/src/store/contract_versions.rs     the registered version
--   services/platform/database/src/door/flush.rs          request id with its answer, audit, decision, event
-- Values come from a registration the service made. Left out of pgbench's work: the rule itself, the
-- digests, what the relay and the sealer do after the commit, one number block per hundred.
\set k :k + 1
\set n :first + :client_id * :each + :k
BEGIN;
SELECT set_config('kezhuan.tenant', :tenant, true), set_config('kezhuan.organisation', :organisation, true), set_config('kezhuan.reach', 'own', true);
SELECT contract.body, contract.create_time, contract.update_time,
       ARRAY(SELECT DISTINCT material FROM attachment WHERE attachment.contract_id = contract.id) AS materials,
       CASE WHEN contract.state IN ('SUBMITTED', 'ACCEPTED', 'AWAITING_SUPPLEMENT', 'FIRST_REVIEWED', 'EXPERT_REVIEW', 'MANUAL')
            THEN is_registered_elsewhere(contract.fingerprint, contract.id) ELSE false END AS has_registered_twin
  FROM contract WHERE contract.id = ('0b000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid;
SELECT granted_fen, counted_fen FROM granted_in_year(:tenant, :enterprise, :year::int, NULL);
UPDATE contract
   SET version = :version::bigint, event_sequence = :sequence::bigint, state = 'REGISTERED', kind = :kind,
       total_amount_fen = :total::bigint, technical_amount_fen = :technical::bigint,
       registered_on = :registered_on::date, due_on = NULL, lapses_on = NULL,
       certificate_number = :certificate || '-' || :n::text,
       search = array_to_tsvector(string_to_array(:search, ' ')), body = :body::jsonb, update_time = clock_timestamp(),
       fingerprint = :fingerprint || :n::text
 WHERE id = ('0b000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid AND version = :version::bigint - 1;
INSERT INTO contract_version (contract_id, form_version, tenant, in_force_from, registered_on, body)
VALUES (('0b000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid, 1, :tenant,
        :registered_on::date, :registered_on::date, :version_body::jsonb);
INSERT INTO request (organisation, request_id, body_digest, answer)
VALUES (:organisation, gen_random_uuid(), :body_digest::bytea, :answer::bytea);
INSERT INTO audit (id, tenant, organisation, actor, action, aggregate, aggregate_id, version, request_id, detail,
                   legal_date, occurred_at, digest)
VALUES (uuidv7(), :tenant, :organisation, :actor, 'contract.moved', 'contract',
        ('0b000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid, :version::bigint, gen_random_uuid(),
        :detail::json, :registered_on::date, clock_timestamp(), :audit_digest::bytea);
INSERT INTO decision (id, case_id, tenant, rule_tenant, hook, interface_version, legal_date, package_digest,
                      settings_digest, input, outcome, outcome_kind, reasons, fuel, created_at, digest)
VALUES (uuidv7(), ('0b000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid, :tenant, :tenant, :hook,
        :interface_version, :registered_on::date, :package_digest::bytea, :settings_digest::bytea, :input::bytea,
        :outcome::bytea, 'ANSWERED', :reasons::json, :fuel::bigint, clock_timestamp(), :decision_digest::bytea);
INSERT INTO outbox (event_id, aggregate, aggregate_id, sequence, tenant, subject, payload, occurred_at, legal_date,
                    trace_parent, actor, plugin_versions, param_versions)
VALUES (uuidv7(), 'contract', ('0b000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid,
        :sequence::bigint, :tenant, :subject, :payload::bytea, clock_timestamp(), :registered_on::date, :trace_parent,
        :actor, :plugin_versions, :param_versions);
COMMIT;
