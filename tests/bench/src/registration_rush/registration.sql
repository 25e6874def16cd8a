-- One registration, statement by statement: pgbench prepares each once per connection and waits for each answer. The
-- statements are those the events service sends, for one request instead of a group:
--   services/platform/database/src/scope.rs            who is asking, for row security
--   services/events/src/store/registering.rs           what is known of who wants to come
--   services/events/src/store/places.rs                the event's places, held until the commit
--   services/events/src/store/registrations.rs         whether they are registered, and how many of theirs; the registration, its parties, the places
--   services/platform/database/src/door/flush.rs       request id with its answer, audit, decisions, event
-- Values come from a registration the service made. Left out of pgbench's work: the rule, the digests, what the relay and
-- the sealer do after the commit.
\set k :k + 1
\set n :first + :client_id * :each + :k
BEGIN;
SELECT set_config('kezhuan.tenant', :tenant, true), set_config('kezhuan.organisation', 'pgbench-' || :n::text, true), set_config('kezhuan.reach', 'service', true);
SELECT event.body, event.tenant, event.event_sequence, event.create_time, event.update_time,
       (SELECT count(*) FROM registration earlier JOIN event past ON past.id = earlier.event_id
         WHERE earlier.organisation = 'pgbench-' || :n::text AND earlier.person = 'clerk-' || :n::text
           AND earlier.state = 'NO_SHOW' AND past.ends_on >= :today::date - 365) AS no_shows,
       (SELECT count(*) FROM registration other
         WHERE other.event_id = :event::uuid AND other.organisation = 'pgbench-' || :n::text
           AND other.person <> 'clerk-' || :n::text AND other.state IN ('CONFIRMED', 'WAITLISTED')) AS colleagues
  FROM event WHERE event.id = :event::uuid;
SELECT uuidv7() AS id, (body->>'last_place')::bigint + 1 AS place FROM event_places WHERE event_id = :event::uuid FOR UPDATE \gset
SELECT own.body, own.tenant, own.event_sequence, own.create_time, own.update_time,
       (SELECT count(*) FROM registration other
         WHERE other.event_id = :event::uuid AND other.organisation = 'pgbench-' || :n::text
           AND other.state NOT IN ('CANCELLED', 'REFUSED')) AS registrations
  FROM (VALUES (:event::uuid)) AS asked (event_id)
  LEFT JOIN registration own
    ON own.event_id = asked.event_id AND own.organisation = 'pgbench-' || :n::text AND own.person = 'clerk-' || :n::text
       AND own.state NOT IN ('CANCELLED', 'REFUSED');
WITH counted AS (UPDATE event_places SET body = jsonb_set(body, '{last_place}', to_jsonb(:place::bigint))
                  WHERE event_id = :event::uuid),
     parties AS (INSERT INTO case_party (case_id, organisation, capacity, tenant)
                 VALUES (:id::uuid, 'pgbench-' || :n::text, 'APPLICANT', :tenant), (:id::uuid, :organiser, 'ORGANISER', :tenant)
                     ON CONFLICT DO NOTHING)
INSERT INTO registration (id, tenant, version, event_sequence, state, event_id, role, place, organisation, person,
                          is_local, is_held, outside_max, body, create_time, update_time)
VALUES (:id::uuid, :tenant, 1, 1, 'WAITLISTED', :event::uuid, :role, :place::bigint, 'pgbench-' || :n::text,
        'clerk-' || :n::text, false, false, NULL, :body::jsonb, clock_timestamp(), clock_timestamp());
INSERT INTO request (organisation, request_id, body_digest, answer)
VALUES ('pgbench-' || :n::text, gen_random_uuid(), :body_digest::bytea, :answer::bytea);
INSERT INTO audit (id, tenant, organisation, actor, action, aggregate, aggregate_id, version, request_id, detail,
                   legal_date, occurred_at, digest)
VALUES (uuidv7(), :tenant, 'pgbench-' || :n::text, :actor, 'registration.moved', 'registration', :id::uuid, 1,
        gen_random_uuid(), :detail::json, :today::date, clock_timestamp(), :audit_digest::bytea);
INSERT INTO decision (id, case_id, tenant, rule_tenant, hook, interface_version, legal_date, package_digest,
                      settings_digest, input, outcome, outcome_kind, reasons, fuel, created_at, digest)
VALUES (uuidv7(), :id::uuid, :tenant, :tenant, 'evt.registration@1', '', :today::date, NULL, NULL, :input::bytea,
        :outcome::bytea, 'NO_RULE_IN_FORCE', :reasons::json, 0, clock_timestamp(), :decision_digest::bytea),
       (uuidv7(), :id::uuid, :tenant, '440700', 'evt.registration@1', '', :today::date, NULL, NULL, :input::bytea,
        :outcome::bytea, 'NO_RULE_IN_FORCE', :reasons::json, 0, clock_timestamp(), :decision_digest::bytea);
INSERT INTO outbox (event_id, aggregate, aggregate_id, sequence, tenant, subject, payload, occurred_at, legal_date,
                    trace_parent, actor, plugin_versions, param_versions)
VALUES (uuidv7(), 'registration', :id::uuid, 1, :tenant, :subject, :payload::bytea, clock_timestamp(), :today::date,
        :trace_parent, :actor, NULL, :param_versions);
COMMIT;
