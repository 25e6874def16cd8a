-- Demonstrations on a base's fields. The site stands in the body as GeoJSON, its areas beside it.
CREATE TABLE demonstration (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    base_id        uuid        NOT NULL REFERENCES base (id),
    operator       text        NOT NULL CHECK (operator <> ''),
    variety_id     uuid        NOT NULL REFERENCES variety (id),
    crop           text        NOT NULL,
    season         text        NOT NULL,
    -- As the base states it, and as the polygon has it, in hundredths of a mu.
    stated_area_c  bigint      NOT NULL CHECK (stated_area_c > 0),
    site_area_c    bigint      NOT NULL CHECK (site_area_c > 0),
    accepted_on    date,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT demonstration_has_its_day CHECK ((state IN ('ACCEPTED', 'EXTENDED')) = (accepted_on IS NOT NULL))
);
CREATE INDEX demonstration_created ON demonstration (create_time DESC, id DESC);
CREATE INDEX demonstration_base ON demonstration (base_id, season);
CREATE INDEX demonstration_variety ON demonstration (variety_id);

CALL agriculture_protect('demonstration', 'id', '{APPLICANT}');
REVOKE DELETE ON demonstration FROM kezhuan_app;
