-- Trials on a base's plots. An expert's organisation is a party of the trial it was assigned to, and the expert writes an
-- opinion into it.
CREATE TABLE trial (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    base_id        uuid        NOT NULL REFERENCES base (id),
    operator       text        NOT NULL CHECK (operator <> ''),
    variety_id     uuid        NOT NULL REFERENCES variety (id),
    check_id       uuid        NOT NULL REFERENCES variety (id),
    crop           text        NOT NULL,
    season         text        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT trial_is_compared CHECK (variety_id <> check_id)
);
CREATE INDEX trial_created ON trial (create_time DESC, id DESC);
CREATE INDEX trial_base ON trial (base_id, season);
CREATE INDEX trial_variety ON trial (variety_id);
CREATE INDEX trial_check_variety ON trial (check_id);
-- What waits for its rule.
CREATE INDEX trial_waiting ON trial (id) WHERE state = 'MANUAL';

CALL agriculture_protect('trial', 'id', '{APPLICANT,EXPERT}');
REVOKE DELETE ON trial FROM kezhuan_app;
