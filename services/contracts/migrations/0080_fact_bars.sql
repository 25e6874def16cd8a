-- What the rules service announces of other services' programmes: whichever of two programmes declares the bar, a fact is
-- kept before this service pays it.
CREATE TABLE foreign_bar (
    id       uuid   NOT NULL,
    tenant   text   NOT NULL,
    family   text   NOT NULL,
    year     int    NOT NULL,
    excludes text[] NOT NULL,
    version  bigint NOT NULL,
    PRIMARY KEY (tenant, family, year)
);
CALL kezhuan_protect_shared('foreign_bar');
GRANT SELECT, INSERT, UPDATE ON foreign_bar TO kezhuan_app;

-- WANTED: noted before the rules service is asked, so that what a crash leaves behind its answer is found. TAKEN: it
-- answered that the fact is another's; asked again before a payment.
ALTER TABLE fact_hold
    DROP CONSTRAINT fact_hold_told_check,
    ADD CONSTRAINT fact_hold_told_check CHECK (told IN ('WANTED', 'RESERVED', 'KEPT', 'TAKEN', 'PAID', 'RELEASED'));
DROP INDEX fact_hold_open;
CREATE INDEX fact_hold_open ON fact_hold (claim_id) WHERE told IN ('WANTED', 'RESERVED', 'KEPT', 'TAKEN');
