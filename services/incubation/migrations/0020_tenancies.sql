-- Stays of start-ups in carriers. Who applied is the APPLICANT; the carrier's OPERATOR and the TENANT are named with it.
CREATE TABLE tenancy (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    number         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    carrier_id     uuid        NOT NULL,
    operator       text        NOT NULL,
    organisation   text        NOT NULL CHECK (organisation <> ''),
    -- NULL of a team.
    uscc           text,
    chain          text,
    entry_on       date        NOT NULL,
    -- The last day of the agreed stay.
    until_on       date,
    -- The last day of the longest stay.
    latest_exit    date,
    warned_on      date,
    left_on        date,
    failed         boolean     NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT tenancy_number_key UNIQUE (number)
);
CREATE INDEX tenancy_created ON tenancy (create_time DESC, id DESC);
CREATE INDEX tenancy_carrier ON tenancy (carrier_id);
CREATE INDEX tenancy_uscc ON tenancy (uscc);
CREATE INDEX tenancy_until ON tenancy (until_on) WHERE state = 'INCUBATING';
CREATE INDEX tenancy_manual ON tenancy (id) WHERE state = 'MANUAL';
-- An enterprise may sit in several carriers, but in each once.
CREATE UNIQUE INDEX tenancy_inside_once ON tenancy (carrier_id, uscc)
    WHERE uscc IS NOT NULL AND state IN ('APPLIED', 'MANUAL', 'INCUBATING');
CALL incubation_protect('tenancy', 'id', '{APPLICANT,OPERATOR,TENANT}');
REVOKE DELETE ON tenancy FROM kezhuan_app;

-- The city's key industrial chains: everybody reads them, the city sets them.
CREATE TABLE chain (
    code           text PRIMARY KEY CHECK (code <> ''),
    id             uuid        NOT NULL UNIQUE,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    active         boolean     NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
ALTER TABLE chain ENABLE ROW LEVEL SECURITY;
ALTER TABLE chain FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON chain TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON chain FOR SELECT TO kezhuan_app USING (kezhuan_reach() IS NOT NULL);
CREATE POLICY add ON chain FOR INSERT TO kezhuan_app WITH CHECK (kezhuan_may_write(tenant));
CREATE POLICY change ON chain FOR UPDATE TO kezhuan_app
    USING (kezhuan_may_write(tenant)) WITH CHECK (kezhuan_may_write(tenant));
GRANT SELECT, INSERT, UPDATE ON chain TO kezhuan_app;
