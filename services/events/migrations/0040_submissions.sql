-- Needs and achievements submitted to an event. The body is what the domain knows; the columns beside it are searched, constrained
-- or protected.
CREATE TABLE submission (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('NEED', 'ACHIEVEMENT')),
    number         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    event_id       uuid        NOT NULL REFERENCES event (id),
    organisation   text        NOT NULL CHECK (organisation <> ''),
    chain          text,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT submission_number_key UNIQUE (number)
);
CREATE INDEX submission_created ON submission (kind, create_time DESC, id DESC);
CREATE INDEX submission_of_event ON submission (event_id, kind, id) WHERE state = 'SUBMITTED';
CREATE INDEX submission_organisation ON submission (organisation, create_time DESC, id DESC);

CALL events_protect('submission', 'id', '{APPLICANT}');
REVOKE DELETE ON submission FROM kezhuan_app;
