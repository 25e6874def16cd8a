-- Local benefits that an authority's rule pays: claims, what each is granted for, and the budgets they are paid from. The same in
-- every service that grants; the crate `grants` of the platform reads and writes it.
CREATE TABLE grant_programme (
    id                uuid PRIMARY KEY,
    tenant            text   NOT NULL,
    family            text   NOT NULL,
    year              int    NOT NULL,
    version           bigint NOT NULL,
    appropriation_fen bigint NOT NULL,
    announced_fen     bigint NOT NULL,
    reserved_fen      bigint NOT NULL,
    committed_fen     bigint NOT NULL,
    paid_fen          bigint NOT NULL,
    recovered_fen     bigint NOT NULL,
    -- Of the announcement: a higher one is the newer.
    announced_version bigint NOT NULL DEFAULT 0,
    -- Claims that found no money before this moment are asked about again.
    announce_time     timestamptz NOT NULL DEFAULT clock_timestamp(),
    when_exhausted    text   NOT NULL DEFAULT 'REFUSE',
    excludes          text[] NOT NULL DEFAULT '{}',
    legal_source      text   NOT NULL DEFAULT '',
    CONSTRAINT grant_programme_year_key UNIQUE (tenant, family, year),
    CONSTRAINT grant_programme_parts CHECK (announced_fen >= 0 AND reserved_fen >= 0 AND committed_fen >= 0
                                            AND paid_fen >= 0 AND recovered_fen BETWEEN 0 AND paid_fen),
    CONSTRAINT grant_programme_policy CHECK (when_exhausted IN ('REFUSE', 'QUEUE', 'PRORATE')),
    -- Less may be announced than is bound already; then nothing is available, and never less than nothing.
    CONSTRAINT grant_programme_appropriation
        CHECK (appropriation_fen = greatest(announced_fen, reserved_fen + committed_fen + paid_fen))
);
CALL kezhuan_protect('grant_programme');
REVOKE DELETE ON grant_programme FROM kezhuan_app;

-- What is bound may exceed what was announced, and never grows beyond it.
CREATE FUNCTION grant_programme_within_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reserved_fen + NEW.committed_fen + NEW.paid_fen > greatest(NEW.announced_fen,
        OLD.reserved_fen + OLD.committed_fen + OLD.paid_fen) THEN
        RAISE check_violation USING MESSAGE = 'more would be bound than was announced',
            CONSTRAINT = 'grant_programme_available', TABLE = 'grant_programme';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grant_programme_within_announced BEFORE UPDATE ON grant_programme
    FOR EACH ROW EXECUTE FUNCTION grant_programme_within_announced();

CREATE TABLE grant_claim (
    id              uuid PRIMARY KEY,
    tenant          text        NOT NULL,
    number          text        NOT NULL,
    version         bigint      NOT NULL,
    event_sequence  bigint      NOT NULL,
    state           text        NOT NULL,
    programme       text        NOT NULL,
    subject         text        NOT NULL,
    claimant        text        NOT NULL,
    year            int         NOT NULL,
    -- Both missing where there is no benefit, and until it is computed.
    amount_fen      bigint,
    payee           text,
    recovered_fen   bigint      NOT NULL,
    notice_last_day date,
    body            jsonb       NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT grant_claim_number_key UNIQUE (number),
    CONSTRAINT grant_claim_amount CHECK (num_nulls(amount_fen, payee) IN (0, 2) AND amount_fen > 0),
    CONSTRAINT grant_claim_recovered CHECK (recovered_fen BETWEEN 0 AND coalesce(amount_fen, 0))
);
CREATE INDEX grant_claim_created ON grant_claim (create_time DESC, id DESC);
CREATE INDEX grant_claim_payee ON grant_claim (tenant, programme, payee);
CREATE INDEX grant_claim_subject ON grant_claim (subject);
CREATE INDEX grant_claim_published ON grant_claim (create_time DESC, id DESC) WHERE state = 'PUBLISHED';
CREATE INDEX grant_claim_waiting ON grant_claim (id) WHERE state = 'MANUAL';
CALL kezhuan_protect('grant_claim', 'id', '{APPLICANT}');
REVOKE DELETE ON grant_claim FROM kezhuan_app;

-- What each claim is granted for.
CREATE TABLE grant_fact (
    claim_id uuid    NOT NULL REFERENCES grant_claim (id),
    fact     text    NOT NULL,
    family   text    NOT NULL,
    tenant   text    NOT NULL,
    -- Until the claim is refused or withdrawn.
    live     boolean NOT NULL DEFAULT true,
    PRIMARY KEY (claim_id, fact)
);
-- A fact is granted once by one authority's programme; a refused or withdrawn claim makes room.
CREATE UNIQUE INDEX grant_fact_once_key ON grant_fact (fact, family, tenant) WHERE live;
CALL kezhuan_protect('grant_fact', 'claim_id', '{APPLICANT}');
REVOKE DELETE ON grant_fact FROM kezhuan_app;

-- SECURITY DEFINER: claims of one authority's budgets come one after another, whoever takes the step.
CREATE FUNCTION lock_grant_programme(of_claim uuid) RETURNS SETOF grant_programme
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
DECLARE
    claim grant_claim;
BEGIN
    SELECT * INTO claim FROM grant_claim
     WHERE id = of_claim AND (kezhuan_may_write(tenant) OR kezhuan_acts_as(id, '{APPLICANT}'));
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- All of them, so that what bars another programme's grant stands still as well.
    PERFORM 1 FROM grant_programme budget WHERE budget.tenant = claim.tenant ORDER BY budget.id FOR UPDATE;
    RETURN QUERY SELECT budget.* FROM grant_programme budget
                  WHERE budget.tenant = claim.tenant AND budget.family = claim.programme AND budget.year = claim.year;
END $$;

-- SECURITY DEFINER: the one figure of an authority's budget that a claim of the caller's moves; the appropriation follows it
-- down to what was announced.
CREATE FUNCTION reserve_for_grant(of_claim uuid, of_programme uuid, new_version bigint, new_reserved_fen bigint)
    RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH booked AS (
        UPDATE grant_programme budget
           SET version = new_version, reserved_fen = new_reserved_fen,
               appropriation_fen = greatest(announced_fen, new_reserved_fen + committed_fen + paid_fen)
          FROM grant_claim claim
         WHERE budget.id = of_programme AND budget.version = new_version - 1
           AND claim.id = of_claim AND claim.tenant = budget.tenant AND claim.programme = budget.family
           AND claim.year = budget.year
           AND (kezhuan_may_write(claim.tenant) OR kezhuan_acts_as(claim.id, '{APPLICANT}'))
        RETURNING 1)
    SELECT EXISTS (SELECT FROM booked)
$$;

-- SECURITY DEFINER: what an authority's programme granted these organisations, or for this subject, also by claims that the
-- caller is no party of: yearly caps count them, whoever claimed.
CREATE FUNCTION grants_of(of_tenant text, of_family text, organisations text[], of_subject text, left_out uuid)
    RETURNS TABLE (id uuid, body jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT claim.id, claim.body
      FROM grant_claim claim
     WHERE claim.tenant = of_tenant AND claim.programme = of_family AND claim.id <> left_out
       AND claim.amount_fen IS NOT NULL AND claim.state NOT IN ('REFUSED', 'WITHDRAWN')
       AND (claim.payee = ANY (organisations) OR claim.subject = of_subject)
       AND (kezhuan_reach() = 'service' OR kezhuan_may_write(of_tenant) OR kezhuan_organisation() = ANY (organisations))
     ORDER BY claim.id
$$;

-- SECURITY DEFINER: whether another programme of the authority grants something for a fact of this claim, where either of the two
-- says that one bars the other.
CREATE FUNCTION grant_is_barred(of_claim uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT EXISTS (
        SELECT FROM grant_claim claim
          JOIN grant_fact own ON own.claim_id = claim.id
          JOIN grant_fact other ON other.fact = own.fact AND other.tenant = own.tenant AND other.family <> own.family
                               AND other.live
          JOIN grant_claim rival ON rival.id = other.claim_id AND rival.amount_fen IS NOT NULL
          JOIN grant_programme budget ON budget.tenant = claim.tenant
                                     AND ((budget.family = own.family AND budget.year = claim.year
                                           AND other.family = ANY (budget.excludes))
                                          OR (budget.family = other.family AND budget.year = rival.year
                                              AND own.family = ANY (budget.excludes)))
         WHERE claim.id = of_claim AND (kezhuan_may_read(claim.tenant) OR kezhuan_is_party(claim.id)))
$$;

-- SECURITY DEFINER: whoever may object has to find what to object to, also outside their own cases.
CREATE FUNCTION published_grants(of_tenant text, after_time timestamptz, after_id uuid, size bigint)
    RETURNS TABLE (id uuid, number text, tenant text, programme text, claimant text, payee text, amount_fen bigint,
                   notice jsonb, create_time timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT claim.id, claim.number, claim.tenant, claim.programme, claim.claimant, claim.payee, claim.amount_fen,
           claim.body->'notice', claim.create_time
      FROM grant_claim claim
     WHERE claim.state = 'PUBLISHED' AND kezhuan_reach() IS NOT NULL
       AND (of_tenant IS NULL OR claim.tenant = of_tenant)
       AND (after_time IS NULL OR (claim.create_time, claim.id) < (after_time, after_id))
     ORDER BY claim.create_time DESC, claim.id DESC LIMIT size
$$;

-- Whoever objects reads the claim from then on. The row is held, so that nothing passes between.
CREATE FUNCTION admit_grant_objector(of_claim uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
DECLARE
    of_tenant text;
BEGIN
    SELECT tenant INTO of_tenant FROM grant_claim
     WHERE id = of_claim AND state = 'PUBLISHED' AND kezhuan_organisation() IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO case_party (case_id, organisation, capacity, tenant)
    VALUES (of_claim, kezhuan_organisation(), 'OBJECTOR', of_tenant) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- SECURITY DEFINER: an objection suspends a published claim and adds one objection to it; nothing else of the claim may differ.
CREATE FUNCTION record_grant_objection(of_claim uuid, new_body jsonb, new_event_sequence bigint) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH suspended AS (
        UPDATE grant_claim SET state = 'SUSPENDED', version = version + 1, event_sequence = new_event_sequence,
                               body = new_body, update_time = now()
         WHERE id = of_claim AND state = 'PUBLISHED' AND kezhuan_is_party(id)
           AND event_sequence = new_event_sequence - 1
           AND new_body->>'state' = 'SUSPENDED' AND (new_body->>'version')::bigint = version + 1
           AND jsonb_array_length(new_body->'objections') = jsonb_array_length(body->'objections') + 1
           AND (new_body->'objections') - (-1) = body->'objections'
           AND (new_body->'notice') - 'outcome' = (body->'notice') - 'outcome'
           AND new_body - '{state,version,notice,objections}'::text[] = body - '{state,version,notice,objections}'::text[]
        RETURNING 1)
    SELECT EXISTS (SELECT FROM suspended)
$$;

-- What a case was decided by is the latest answer to each question; a withdrawn claim was decided by none.
CREATE OR REPLACE VIEW outdone_decision WITH (security_invoker = true) AS
    SELECT earlier.id
      FROM decision earlier
     WHERE EXISTS (SELECT FROM decision newer
                    WHERE newer.case_id = earlier.case_id AND newer.rule_tenant = earlier.rule_tenant
                      AND newer.hook = earlier.hook AND newer.id > earlier.id)
    UNION
    SELECT withdrawn.id
      FROM grant_claim claim JOIN decision withdrawn ON withdrawn.case_id = claim.id
     WHERE claim.state = 'WITHDRAWN';
