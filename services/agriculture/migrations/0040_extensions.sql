-- Extension to farmers. The body is the aggregate as the domain knows it; the columns beside it are searched, added up or
-- protected.
CREATE TABLE extension (
    id               uuid PRIMARY KEY,
    tenant           text        NOT NULL,
    version          bigint      NOT NULL,
    event_sequence   bigint      NOT NULL,
    state            text        NOT NULL,
    demonstration_id uuid        NOT NULL REFERENCES demonstration (id),
    base_id          uuid        NOT NULL REFERENCES base (id),
    operator         text        NOT NULL CHECK (operator <> ''),
    variety_id       uuid        NOT NULL REFERENCES variety (id),
    season           text        NOT NULL,
    -- The calendar year of the season.
    year             int         NOT NULL,
    -- Hundredths of a mu, hundredths of a kilogram a mu, fen a kilogram.
    area_c           bigint      NOT NULL CHECK (area_c >= 0),
    person_times     bigint      NOT NULL CHECK (person_times >= 0),
    yield_c          bigint      NOT NULL,
    check_yield_c    bigint,
    price_fen        bigint,
    body             jsonb       NOT NULL,
    create_time      timestamptz NOT NULL,
    update_time      timestamptz NOT NULL
);
CREATE INDEX extension_created ON extension (create_time DESC, id DESC);
CREATE INDEX extension_base ON extension (base_id, season);
CREATE INDEX extension_demonstration ON extension (demonstration_id);
CREATE INDEX extension_variety ON extension (variety_id);
CREATE INDEX extension_confirmed ON extension (season DESC, base_id DESC) WHERE state = 'CONFIRMED';

-- Farmers' plots. Struck ones, and those of a withdrawn extension, stay and count no more.
CREATE TABLE extension_plot (
    id            uuid        PRIMARY KEY,
    extension_id  uuid        NOT NULL REFERENCES extension (id),
    tenant        text        NOT NULL,
    season        text        NOT NULL,
    -- The county the plot lies in.
    division      text        NOT NULL,
    plot          text        NOT NULL CHECK (plot <> ''),
    household     text        NOT NULL CHECK (household <> ''),
    -- Masked: no name stands here.
    person        text        NOT NULL,
    village       text        NOT NULL,
    area_c        bigint      NOT NULL CHECK (area_c > 0),
    counted       boolean     NOT NULL,
    -- Why it was taken out; empty of what was not.
    struck_reason text        NOT NULL DEFAULT '',
    create_time   timestamptz NOT NULL
);
-- A plot counts once in a season, whoever reports it.
CREATE UNIQUE INDEX extension_plot_season_key ON extension_plot (season, division, plot) WHERE counted;
CREATE INDEX extension_plot_extension ON extension_plot (extension_id, id);

CALL agriculture_protect('extension', 'id', '{APPLICANT}');
CALL agriculture_protect('extension_plot', 'extension_id', '{APPLICANT}');
REVOKE DELETE ON extension, extension_plot FROM kezhuan_app;
