-- What each registered contract counts for in the plan's turnover figures.
CREATE TABLE turnover_standing (
    contract_id          uuid PRIMARY KEY,
    tenant               text   NOT NULL CHECK (tenant <> ''),
    year                 int    NOT NULL,
    division             text   NOT NULL,
    number               text   NOT NULL,
    total_amount_fen     bigint NOT NULL,
    technical_amount_fen bigint NOT NULL,
    in_city              boolean NOT NULL,
    -- Left within its year: counts no more. Left later: still counts, with a correction line beside it.
    removed              boolean NOT NULL,
    left_later           boolean NOT NULL,
    body                 jsonb  NOT NULL
);
CREATE INDEX turnover_standing_figure ON turnover_standing (year, division, number);
CALL kezhuan_protect('turnover_standing', NULL);
