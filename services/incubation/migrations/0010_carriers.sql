-- Carriers, and what they are accredited as. The body is the aggregate as the domain knows it; the columns beside it exist to be
-- searched, constrained or protected.
CREATE TABLE carrier (
    id              uuid PRIMARY KEY,
    tenant          text        NOT NULL,
    number          text        NOT NULL,
    version         bigint      NOT NULL,
    event_sequence  bigint      NOT NULL,
    state           text        NOT NULL,
    kind            text        NOT NULL,
    operator        text        NOT NULL CHECK (operator <> ''),
    division        text        NOT NULL,
    -- It stands outside the city.
    remote          boolean     NOT NULL,
    -- Held; missing where it holds none.
    grade           text,
    regime          text,
    accredited_on   date,
    -- The latest year that was assessed.
    assessed_year   int,
    -- The last day to rectify.
    rectify_until   date,
    notice_last_day date,
    body            jsonb       NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT carrier_number_key UNIQUE (number),
    CONSTRAINT carrier_status_holds CHECK (num_nulls(grade, regime, accredited_on) IN (0, 3)),
    CONSTRAINT carrier_accredited_holds CHECK (state NOT IN ('ACCREDITED', 'RECTIFYING') OR grade IS NOT NULL),
    CONSTRAINT carrier_rectification_holds CHECK ((state = 'RECTIFYING') = (rectify_until IS NOT NULL))
);
CREATE INDEX carrier_created ON carrier (create_time DESC, id DESC);
CREATE INDEX carrier_tenant ON carrier (tenant, create_time DESC, id DESC);
CREATE INDEX carrier_operator ON carrier (operator);
CREATE INDEX carrier_accredited ON carrier (accredited_on) WHERE grade IS NOT NULL;
CREATE INDEX carrier_rectifying ON carrier (rectify_until, id) WHERE state = 'RECTIFYING';
CREATE INDEX carrier_published ON carrier (notice_last_day, id) WHERE state = 'PROPOSED';
CREATE INDEX carrier_waiting ON carrier (id) WHERE state = 'MANUAL';

-- An operator steps in its own carrier, and an expert in the one it scores.
CALL incubation_protect('carrier', 'id', '{APPLICANT,EXPERT}');
REVOKE DELETE ON carrier FROM kezhuan_app;

-- What everybody may know of carriers that take start-ups in: who wants to move in has to find one. SECURITY DEFINER, for it
-- shows that and nothing else.
CREATE FUNCTION open_carriers(in_division text, after_time timestamptz, after_id uuid, size bigint)
    RETURNS TABLE (id uuid, tenant text, operator text, name text, kind text, grade text, division text, remote boolean,
                   field text, create_time timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT carrier.id, carrier.tenant, carrier.operator, carrier.body->'profile'->>'name', carrier.kind, carrier.grade,
           carrier.division, carrier.remote, carrier.body->'profile'->>'field', carrier.create_time
      FROM carrier
     WHERE kezhuan_reach() IS NOT NULL AND coalesce(carrier.body->'revocation', 'null') = 'null'
       AND (in_division IS NULL OR carrier.division = in_division)
       AND (after_time IS NULL OR (carrier.create_time, carrier.id) < (after_time, after_id))
     ORDER BY carrier.create_time DESC, carrier.id DESC LIMIT size
$$;

-- SECURITY DEFINER: an objection suspends a proposed carrier and adds one objection to it; nothing else of it may differ.
CREATE FUNCTION record_carrier_objection(of_carrier uuid, new_body jsonb, new_event_sequence bigint) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH suspended AS (
        UPDATE carrier SET state = 'SUSPENDED', version = version + 1, event_sequence = new_event_sequence,
                           body = new_body, update_time = now()
         WHERE id = of_carrier AND state = 'PROPOSED' AND kezhuan_is_party(id)
           AND event_sequence = new_event_sequence - 1
           AND new_body->>'state' = 'SUSPENDED' AND (new_body->>'version')::bigint = version + 1
           AND jsonb_array_length(new_body->'objections') = jsonb_array_length(body->'objections') + 1
           AND (new_body->'objections') - (-1) = body->'objections'
           AND (new_body->'notice') - 'outcome' = (body->'notice') - 'outcome'
           AND new_body - '{state,version,notice,objections}'::text[] = body - '{state,version,notice,objections}'::text[]
        RETURNING 1)
    SELECT EXISTS (SELECT FROM suspended)
$$;
