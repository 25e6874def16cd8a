-- What every service that grants has beside the tables of grants, as far as they ask for it.
CREATE TABLE number_block (
    series     text   NOT NULL,
    year       int    NOT NULL,
    next_value bigint NOT NULL,
    PRIMARY KEY (series, year)
);
CREATE TABLE rule_entry (
    id         uuid PRIMARY KEY,
    tenant     text        NOT NULL,
    hook       text        NOT NULL,
    adopt_time timestamptz NOT NULL DEFAULT clock_timestamp()
);
CALL kezhuan_protect_shared('number_block');
CALL kezhuan_protect_shared('rule_entry');
GRANT SELECT, INSERT, UPDATE ON number_block, rule_entry TO kezhuan_app;
