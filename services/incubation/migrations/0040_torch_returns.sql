-- Yearly returns of carriers to the Torch statistics.
CREATE TABLE torch_return (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    carrier_id     uuid        NOT NULL REFERENCES carrier (id),
    operator       text        NOT NULL,
    -- The calendar year that is told of.
    year           int         NOT NULL,
    due_on         date        NOT NULL,
    overdue_since  date,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
-- A carrier's year is returned once; one that was withdrawn makes room.
CREATE UNIQUE INDEX torch_return_once_key ON torch_return (carrier_id, year) WHERE state <> 'WITHDRAWN';
CREATE INDEX torch_return_created ON torch_return (create_time DESC, id DESC);
CREATE INDEX torch_return_due ON torch_return (due_on, id) WHERE state IN ('OPEN', 'FILLED', 'RETURNED');
CREATE INDEX torch_return_year ON torch_return (year, id);
CALL incubation_protect('torch_return', 'id', '{APPLICANT}');
REVOKE DELETE ON torch_return FROM kezhuan_app;
