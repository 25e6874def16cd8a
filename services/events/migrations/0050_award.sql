-- Rounds of the award. Everybody reads them; the award office writes them. The body is the aggregate as the domain knows it; the
-- columns beside it exist to be searched, constrained or protected.
CREATE TABLE award_round (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    code           text        NOT NULL,
    closes_on      date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT award_round_code_key UNIQUE (code)
);
CREATE INDEX award_round_created ON award_round (create_time DESC, id DESC);
CREATE INDEX award_round_open ON award_round (closes_on, id) WHERE state = 'OPEN';

-- Nominations.
CREATE TABLE nomination (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    number         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    round_id       uuid        NOT NULL REFERENCES award_round (id),
    nominator      text        NOT NULL CHECK (nominator <> ''),
    expert_group   text        NOT NULL,
    -- What the committee proposed; empty before.
    band           text        NOT NULL,
    certificate    text,
    -- The step that a rule failed on; empty where none did.
    blocked        text        NOT NULL,
    score_due_on   date,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT nomination_number_key UNIQUE (number),
    CONSTRAINT nomination_certificate_key UNIQUE (certificate)
);
CREATE INDEX nomination_created ON nomination (create_time DESC, id DESC);
CREATE INDEX nomination_of_round ON nomination (round_id, state, band);
CREATE INDEX nomination_nominator ON nomination (nominator, create_time DESC, id DESC);
CREATE INDEX nomination_score_due ON nomination (score_due_on, id) WHERE state = 'VALID';
CREATE INDEX nomination_manual ON nomination (id) WHERE state = 'MANUAL';
CREATE INDEX nomination_published ON nomination (create_time DESC, id DESC) WHERE state IN ('PUBLISHED', 'DISPUTED');

-- The list of excellent achievements: written with the award and with its revocation. It names no person.
CREATE TABLE excellent_achievement (
    id             uuid PRIMARY KEY REFERENCES nomination (id),
    tenant         text        NOT NULL,
    event_sequence bigint      NOT NULL,
    round_id       uuid        NOT NULL REFERENCES award_round (id),
    band           text        NOT NULL,
    revoked        boolean     NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX excellent_achievement_created ON excellent_achievement (create_time DESC, id DESC);

-- The second wall. Who of a nomination's parties writes: its nominator, and the experts who score it.
CALL events_protect('award_round', 'id');
CALL events_protect('nomination', 'id', '{APPLICANT,EXPERT}');
CALL events_protect('excellent_achievement', 'id');
REVOKE DELETE ON award_round FROM kezhuan_app;
REVOKE DELETE ON nomination FROM kezhuan_app;
REVOKE DELETE ON excellent_achievement FROM kezhuan_app;

CREATE POLICY everybody ON award_round FOR SELECT TO kezhuan_app USING (kezhuan_reach() IS NOT NULL);
CREATE POLICY everybody ON excellent_achievement FOR SELECT TO kezhuan_app USING (kezhuan_reach() IS NOT NULL);

-- Who judges, what their sheets say, and what competitors ask: rules are told of it, and a party of the case does not read it there.
-- An authority reads it as the case's authority, not where it put the case forward or carried it out.
CREATE FUNCTION events_may_read_question(of_hook text, of_case uuid, of_tenant text) RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT CASE split_part(of_hook, '@', 1)
                      WHEN 'evt.match' THEN kezhuan_may_read(of_tenant)
                      WHEN 'evt.coi' THEN kezhuan_may_read(of_tenant) AND NOT kezhuan_acts_as(of_case, '{APPLICANT,NOMINEE}')
                      WHEN 'evt.award.score' THEN kezhuan_may_read(of_tenant) AND NOT kezhuan_acts_as(of_case, '{APPLICANT,NOMINEE}')
                      ELSE true END $$;
CREATE POLICY unseen_by_parties ON decision AS RESTRICTIVE FOR SELECT TO kezhuan_app
    USING (events_may_read_question(hook, case_id, tenant));

-- SECURITY DEFINER: an objection disputes a published nomination and adds one objection to it; nothing else of it may differ.
CREATE FUNCTION record_nomination_objection(of_nomination uuid, new_body jsonb, new_event_sequence bigint) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH disputed AS (
        UPDATE nomination SET state = 'DISPUTED', version = version + 1, event_sequence = new_event_sequence,
                              body = new_body, update_time = now()
         WHERE id = of_nomination AND state = 'PUBLISHED' AND kezhuan_is_party(id)
           AND event_sequence = new_event_sequence - 1
           AND new_body->>'state' = 'DISPUTED' AND (new_body->>'version')::bigint = version + 1
           AND jsonb_array_length(new_body->'objections') = jsonb_array_length(body->'objections') + 1
           AND (new_body->'objections') - (-1) = body->'objections'
           AND (new_body->'notice') - 'outcome' = (body->'notice') - 'outcome'
           AND new_body - '{state,version,notice,objections}'::text[] = body - '{state,version,notice,objections}'::text[]
        RETURNING 1)
    SELECT EXISTS (SELECT FROM disputed)
$$;

-- SECURITY DEFINER: what a rule is told of an expert in a round, counted over nominations that the caller need not see.
CREATE FUNCTION award_expert_counts(of_round uuid, of_nomination uuid, of_expert text, of_organisation text)
    RETURNS TABLE (assigned bigint, own_entries bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT count(*) FILTER (WHERE EXISTS (
               SELECT FROM jsonb_array_elements(CASE jsonb_typeof(body->'panel') WHEN 'object' THEN body->'panel'->'seats' ELSE '[]' END) seat
                WHERE seat->'expert'->>'id' = of_expert AND jsonb_typeof(seat->'recusal') = 'null')),
           count(*) FILTER (WHERE EXISTS (
               SELECT FROM jsonb_array_elements(body->'form'->'units') unit
                WHERE unit->>'organisation' = of_organisation))
      FROM nomination
     WHERE round_id = of_round AND id <> of_nomination AND state NOT IN ('DRAFT', 'INVALID', 'WITHDRAWN')
       AND (kezhuan_reach() = 'service' OR events_is_city_of(tenant))
$$;
