CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Units of a carrier that can be let.
CREATE TABLE unit (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    carrier_id     uuid        NOT NULL,
    tenancy_id     uuid,
    happened_on    date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE UNIQUE INDEX unit_code_key ON unit (carrier_id, (body ->> 'code'));
CREATE INDEX unit_created ON unit (create_time DESC, id DESC);
CALL incubation_protect('unit', 'carrier_id', '{APPLICANT}');
REVOKE DELETE ON unit FROM kezhuan_app;

CREATE TABLE lease (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    number         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    carrier_id     uuid        NOT NULL,
    unit_id        uuid        NOT NULL REFERENCES unit (id),
    tenancy_id     uuid        NOT NULL REFERENCES tenancy (id),
    lessee         text        NOT NULL,
    area_c         bigint      NOT NULL CHECK (area_c > 0),
    starts_on      date        NOT NULL,
    ends_on        date        NOT NULL,
    -- The days on which it keeps the unit from others: NULL until both sides have signed, and where it ended before it began.
    occupied       daterange CHECK (NOT isempty(occupied)),
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT lease_number_key UNIQUE (number),
    CONSTRAINT lease_overlap EXCLUDE USING gist (unit_id WITH =, occupied WITH &&)
);
CREATE INDEX lease_created ON lease (create_time DESC, id DESC);
CREATE INDEX lease_carrier ON lease (carrier_id);
CREATE INDEX lease_tenancy ON lease (tenancy_id);
CREATE INDEX lease_to_start ON lease (starts_on) WHERE state = 'SIGNED';
CREATE INDEX lease_to_end ON lease (ends_on) WHERE state = 'ACTIVE';
CALL incubation_protect('lease', 'id', '{APPLICANT,OPERATOR,TENANT}');
REVOKE DELETE ON lease FROM kezhuan_app;

-- How unit and carrier stand while a lease is signed. SECURITY DEFINER: a tenant does not see the others' leases, and must not
-- rent what they have.
CREATE FUNCTION lease_standing(for_lease uuid)
    RETURNS TABLE (is_unit_taken boolean, let_area_c bigint, tenant_area_c bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asked lease;
    days  daterange;
BEGIN
    SELECT * INTO asked FROM lease WHERE id = for_lease;
    IF NOT FOUND OR NOT (kezhuan_may_read(asked.tenant) OR kezhuan_is_party(for_lease)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'the caller has no part in this lease';
    END IF;
    -- Held until the transaction ends: who signs second sees what the first one took of the carrier's area.
    PERFORM pg_advisory_xact_lock(hashtextextended('carrier area ' || asked.carrier_id::text, 0));
    days := daterange(asked.starts_on, asked.ends_on, '[]');
    RETURN QUERY
    SELECT EXISTS (SELECT FROM lease other
                    WHERE other.unit_id = asked.unit_id AND other.id <> asked.id AND other.occupied && days),
           -- The most is let on the first of the days, or on one on which another lease starts.
           coalesce((SELECT max((SELECT sum(other.area_c) FROM lease other
                                  WHERE other.carrier_id = asked.carrier_id AND other.id <> asked.id
                                    AND other.occupied @> day))
                       FROM (SELECT asked.starts_on AS day
                             UNION
                             SELECT lower(starting.occupied) FROM lease starting
                              WHERE starting.carrier_id = asked.carrier_id AND starting.id <> asked.id
                                AND days @> lower(starting.occupied)) AS candidates), 0)::bigint,
           -- A carrier that does not say is held to nothing.
           (SELECT nullif((host.body #>> '{profile,tenant_area_c}')::bigint, 0) FROM carrier host
             WHERE host.id = asked.carrier_id);
END $$;
