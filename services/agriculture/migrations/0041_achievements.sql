-- What else came of a base: varieties, technologies, technology contracts, brands, products. The body is the aggregate as the
-- domain knows it.
CREATE TABLE achievement (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    base_id        uuid        NOT NULL REFERENCES base (id),
    operator       text        NOT NULL CHECK (operator <> ''),
    kind           text        NOT NULL,
    reference      text        NOT NULL CHECK (reference <> ''),
    happened_on    date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
-- What counts, or may, counts once.
CREATE UNIQUE INDEX achievement_reference_key ON achievement (kind, reference) WHERE state IN ('PROPOSED', 'ACCEPTED');
CREATE INDEX achievement_created ON achievement (create_time DESC, id DESC);
CREATE INDEX achievement_base ON achievement (base_id);
CREATE INDEX achievement_accepted ON achievement (happened_on) WHERE state = 'ACCEPTED';

CALL agriculture_protect('achievement', 'id', '{APPLICANT}');
REVOKE DELETE ON achievement FROM kezhuan_app;
