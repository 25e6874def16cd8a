-- One movement in the pool's books, statement by statement: pgbench prepares each once per connection and waits for each
-- answer. The statements are those that financing sends, for one movement instead of a group:
--   services/platform/database/src/scope.rs               who is asking, for row security
--   services/financing/src/store/ledger_transactions.rs   the movement, its lines and its accounts, with every check
--   services/platform/database/src/door/flush.rs          the audit entry
-- That it balances is asked by the same deferred triggers on both sides. Left out of pgbench's work: the audit entry's digest.
BEGIN;
SELECT set_config('kezhuan.tenant', :tenant, true), set_config('kezhuan.organisation', :organisation, true), set_config('kezhuan.reach', 'own', true);
SELECT ledger_post(uuidv7(), :tenant, uuidv7(), 1, 'deposit', 'DEPOSIT', :reference,
                   'COMPENSATION/CITY/' || upper(uuidv7()::text), :actor, :legal_date::date,
                   ARRAY['CASH/COMPENSATION', 'CONTRIBUTION/COMPENSATION/CITY'], ARRAY['CASH', 'CONTRIBUTION'],
                   ARRAY['COMPENSATION', 'COMPENSATION'], ARRAY[NULL, 'CITY'], ARRAY[NULL, NULL]::text[],
                   ARRAY[NULL, NULL]::text[], ARRAY['DEBIT', 'CREDIT'], ARRAY[1, 1]::bigint[]);
INSERT INTO audit (id, tenant, organisation, actor, action, aggregate, aggregate_id, version, request_id, detail,
                   legal_date, occurred_at, digest)
VALUES (uuidv7(), :tenant, :organisation, :actor, 'ledger.posted', 'ledger_transaction', uuidv7(), 1, NULL,
        :detail::json, :legal_date::date, clock_timestamp(), :digest::bytea);
COMMIT;
