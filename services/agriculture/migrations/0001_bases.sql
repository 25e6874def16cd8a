-- The prefecture-level city of a division.
CREATE FUNCTION agriculture_city(of_tenant text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT left(of_tenant, 4) || '00' $$;

-- Whether the bureau of that city asks: cases are their county's, and it decides on many of them. Others who work for the city's
-- tenant, experts among them, have no part in a county's cases.
CREATE FUNCTION agriculture_is_city_of(of_tenant text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(kezhuan_reach() = 'city' AND kezhuan_tenant() = agriculture_city(of_tenant), false) $$;

-- Under row security like any table, and open to the offices of the city as well.
CREATE PROCEDURE agriculture_protect(protected regclass, case_column name, writers text[] DEFAULT '{}')
LANGUAGE plpgsql SET client_min_messages = warning AS $$
BEGIN
    CALL kezhuan_protect(protected, case_column, writers);
    EXECUTE format('DROP POLICY IF EXISTS city ON %s', protected);
    EXECUTE format('CREATE POLICY city ON %s TO kezhuan_app USING (agriculture_is_city_of(tenant))'
                   ' WITH CHECK (agriculture_is_city_of(tenant))', protected);
END $$;

-- Calls for applications. Everybody reads them; their authority writes them. The body is the aggregate as the domain knows it;
-- the columns beside it exist to be searched, constrained or protected.
CREATE TABLE base_call (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    level          text        NOT NULL,
    closes_on      date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX base_call_created ON base_call (create_time DESC, id DESC);
CREATE INDEX base_call_open ON base_call (closes_on, id) WHERE state = 'OPEN';

-- Agricultural transformation bases.
CREATE TABLE base (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    number         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    level          text        NOT NULL,
    organisation   text        NOT NULL CHECK (organisation <> ''),
    carrier        text        NOT NULL,
    field          text        NOT NULL,
    call_id        uuid        NOT NULL REFERENCES base_call (id),
    title          text        NOT NULL,
    plate_number   text,
    valid_until    date,
    -- The next yearly assessment.
    assess_due_on  date,
    rectify_until  date,
    renewal_filed  boolean     NOT NULL,
    -- A rule failed on it: it waits for a person.
    failed         boolean     NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT base_number_key UNIQUE (number),
    CONSTRAINT base_plate_number_key UNIQUE (plate_number)
);
CREATE INDEX base_created ON base (create_time DESC, id DESC);
CREATE INDEX base_organisation ON base (organisation, create_time DESC, id DESC);
CREATE INDEX base_of_call ON base (call_id);
-- Bases that carry a plate have days that come.
CREATE INDEX base_term ON base (valid_until, id) WHERE state IN ('ACCREDITED', 'RECTIFYING', 'WARNED');
CREATE INDEX base_assess_due ON base (assess_due_on, id) WHERE state IN ('ACCREDITED', 'WARNED');
CREATE INDEX base_rectify ON base (rectify_until, id) WHERE state = 'RECTIFYING';
CREATE INDEX base_manual ON base (id) WHERE state = 'MANUAL';
CREATE INDEX base_published ON base (create_time DESC, id DESC) WHERE state IN ('PROPOSED', 'SUSPENDED');

-- One row for each assessment of a base, written with it and never changed: what lists of assessments read.
CREATE TABLE base_assessment (
    base_id     uuid        NOT NULL REFERENCES base (id),
    place       int         NOT NULL CHECK (place > 0),
    tenant      text        NOT NULL,
    kind        text        NOT NULL,
    year        int         NOT NULL,
    grade       text        NOT NULL,
    body        jsonb       NOT NULL,
    create_time timestamptz NOT NULL,
    PRIMARY KEY (base_id, place)
);
-- A year is assessed once, whatever anybody writes.
CREATE UNIQUE INDEX base_assessment_year_key ON base_assessment (base_id, year) WHERE kind = 'YEARLY';
CREATE INDEX base_assessment_created ON base_assessment (create_time DESC, base_id DESC, place DESC);

-- The second wall. Who of a base's parties writes: its organisation, and the experts who score it.
CALL agriculture_protect('base_call', 'id');
CALL agriculture_protect('base', 'id', '{APPLICANT,EXPERT}');
CALL agriculture_protect('base_assessment', 'base_id');
REVOKE UPDATE, DELETE ON base_assessment FROM kezhuan_app;

-- A call is told to everybody.
CREATE POLICY everybody ON base_call FOR SELECT TO kezhuan_app USING (kezhuan_reach() IS NOT NULL);

-- The city's offices name parties, and read what was decided and done in the cases they act in.
CREATE POLICY city ON case_party TO kezhuan_app USING (agriculture_is_city_of(tenant))
    WITH CHECK (agriculture_is_city_of(tenant));
CREATE POLICY city ON audit FOR SELECT TO kezhuan_app USING (agriculture_is_city_of(tenant));
CREATE POLICY city ON decision FOR SELECT TO kezhuan_app USING (agriculture_is_city_of(tenant));

-- SECURITY DEFINER: an objection suspends a published base and adds one objection to it; nothing else of it may differ.
CREATE FUNCTION record_base_objection(of_base uuid, new_body jsonb, new_event_sequence bigint) RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH suspended AS (
        UPDATE base SET state = 'SUSPENDED', version = version + 1, event_sequence = new_event_sequence,
                        body = new_body, update_time = now()
         WHERE id = of_base AND state = 'PROPOSED' AND kezhuan_is_party(id)
           AND event_sequence = new_event_sequence - 1
           AND new_body->>'state' = 'SUSPENDED' AND (new_body->>'version')::bigint = version + 1
           AND jsonb_array_length(new_body->'objections') = jsonb_array_length(body->'objections') + 1
           AND (new_body->'objections') - (-1) = body->'objections'
           AND (new_body->'notice') - 'outcome' = (body->'notice') - 'outcome'
           AND new_body - '{state,version,notice,objections}'::text[] = body - '{state,version,notice,objections}'::text[]
        RETURNING 1)
    SELECT EXISTS (SELECT FROM suspended)
$$;
