-- Facts that another programme could pay, too: for which claims the rules service keeps one, and what it was told last.
-- What it has to be told follows from the claim; a row whose claim says otherwise is told again until it agrees.
CREATE TABLE fact_hold (
    claim_id    uuid PRIMARY KEY REFERENCES claim (id),
    tenant      text        NOT NULL,
    told        text        NOT NULL CHECK (told IN ('RESERVED', 'KEPT', 'PAID', 'RELEASED')),
    update_time timestamptz NOT NULL
);
CALL kezhuan_protect('fact_hold', 'claim_id', '{APPLICANT}');
CREATE INDEX fact_hold_open ON fact_hold (claim_id) WHERE told IN ('RESERVED', 'KEPT');
