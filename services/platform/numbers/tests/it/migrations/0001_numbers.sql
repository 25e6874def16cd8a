-- As every service has it that gives numbers.
CREATE TABLE number_block (
    series     text   NOT NULL,
    year       int    NOT NULL,
    next_value bigint NOT NULL,
    PRIMARY KEY (series, year)
);
CALL kezhuan_protect_shared('number_block');
GRANT SELECT, INSERT, UPDATE ON number_block TO kezhuan_app;
