-- Registrations. Written by the service for whoever registers, once the domain has decided that they may: many organisations
-- share the commits of one event.
CREATE TABLE registration (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    event_id       uuid        NOT NULL REFERENCES event (id),
    role           text        NOT NULL,
    -- In the order of registrations of the event, without gaps.
    place          bigint      NOT NULL CHECK (place > 0),
    organisation   text        NOT NULL CHECK (organisation <> ''),
    person         text        NOT NULL CHECK (person <> ''),
    is_local       boolean     NOT NULL,
    -- What a rule asked for until registration closes.
    is_held        boolean     NOT NULL,
    outside_max    bigint,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT registration_place_key UNIQUE (event_id, place)
);
-- A person has one registration of an event, until it is cancelled or refused.
CREATE UNIQUE INDEX registration_person_key ON registration (event_id, organisation, person)
    WHERE state NOT IN ('CANCELLED', 'REFUSED');
-- Who is next.
CREATE INDEX registration_waiting ON registration (event_id, role, place) WHERE state = 'WAITLISTED';
CREATE INDEX registration_created ON registration (create_time DESC, id DESC);
CREATE INDEX registration_organisation ON registration (organisation, create_time DESC, id DESC);
CREATE INDEX registration_absent ON registration (organisation, person) WHERE state = 'NO_SHOW';
-- What waits for its rule, and what an event leaves behind.
CREATE INDEX registration_manual ON registration (id) WHERE state = 'MANUAL';
CREATE INDEX registration_open ON registration (event_id, id) WHERE state IN ('CONFIRMED', 'WAITLISTED', 'MANUAL');

CALL events_protect('registration', 'id', '{ORGANISER}');
REVOKE DELETE ON registration FROM kezhuan_app;

-- Who came to which session: a ticket counts once in a session, and a scan once at all.
CREATE TABLE check_in (
    registration_id uuid        NOT NULL REFERENCES registration (id),
    session         text        NOT NULL,
    tenant          text        NOT NULL,
    event_id        uuid        NOT NULL REFERENCES event (id),
    scan_id         uuid        NOT NULL,
    scanned_on      date        NOT NULL,
    create_time     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (registration_id, session),
    CONSTRAINT check_in_scan_key UNIQUE (scan_id)
);
CREATE INDEX check_in_event ON check_in (event_id, session);
CALL events_protect('check_in', 'registration_id', '{ORGANISER}');
REVOKE UPDATE, DELETE ON check_in FROM kezhuan_app;
