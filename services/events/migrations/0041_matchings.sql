-- Matching runs of an event.
CREATE TABLE matching (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    number         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    event_id       uuid        NOT NULL REFERENCES event (id),
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT matching_number_key UNIQUE (number)
);
CREATE INDEX matching_created ON matching (create_time DESC, id DESC);
CREATE INDEX matching_running ON matching (id) WHERE state = 'RUNNING';
CREATE INDEX matching_manual ON matching (id) WHERE state = 'MANUAL';
-- One run of an event at a time.
CREATE UNIQUE INDEX matching_one_running ON matching (event_id) WHERE state = 'RUNNING';

-- The best achievements for one need, as one run found them. What is missing of a running one is still to be compared; a list whose
-- rule FAILED before the run was asked again is still to be replaced.
CREATE TABLE matching_list (
    matching_id uuid   NOT NULL REFERENCES matching (id),
    need_id     uuid   NOT NULL REFERENCES submission (id),
    tenant      text   NOT NULL,
    -- The run's, while it was compared.
    version     bigint NOT NULL,
    rule        text   NOT NULL,
    matches     bigint NOT NULL,
    recommended bigint NOT NULL,
    body        jsonb  NOT NULL,
    CONSTRAINT matching_list_once PRIMARY KEY (matching_id, need_id)
);

CALL events_protect('matching', 'id', '{APPLICANT}');
REVOKE DELETE ON matching FROM kezhuan_app;
-- Who submitted the need reads its list, and so does who runs the event; the service alone writes it.
CALL events_protect('matching_list', 'need_id');
REVOKE DELETE ON matching_list FROM kezhuan_app;
