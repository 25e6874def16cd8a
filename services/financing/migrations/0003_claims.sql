-- What banks claim of the pool, and what enterprises claim of their interest.
CREATE TABLE compensation_claim (
    id              uuid PRIMARY KEY,
    tenant          text        NOT NULL,
    number          text        NOT NULL,
    version         bigint      NOT NULL,
    event_sequence  bigint      NOT NULL,
    state           text        NOT NULL,
    loan_id         uuid        NOT NULL REFERENCES loan (id),
    bank            text        NOT NULL,
    borrower        text        NOT NULL,
    mode            text        NOT NULL,
    filed_on        date        NOT NULL,
    -- Missing until it is verified.
    loss_fen        bigint,
    pay_fen         bigint,
    recovered_fen   bigint      NOT NULL,
    notice_last_day date,
    body            jsonb       NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT compensation_claim_number_key UNIQUE (number),
    CONSTRAINT compensation_claim_pay_check
        CHECK (num_nulls(loss_fen, pay_fen) IN (0, 2) AND loss_fen >= 0 AND pay_fen BETWEEN 0 AND loss_fen),
    CONSTRAINT compensation_claim_recovered_check
        CHECK (recovered_fen >= 0 AND recovered_fen <= coalesce(loss_fen, 0))
);
-- One claim per loan; a refused or withdrawn one makes room.
CREATE UNIQUE INDEX compensation_claim_once_key ON compensation_claim (loan_id) WHERE state NOT IN ('REFUSED', 'WITHDRAWN');
CREATE INDEX compensation_claim_created ON compensation_claim (create_time DESC, id DESC);
CREATE INDEX compensation_claim_bank ON compensation_claim (bank, create_time DESC, id DESC);
CREATE INDEX compensation_claim_published ON compensation_claim (notice_last_day) WHERE state = 'PUBLISHED';
CREATE INDEX compensation_claim_halfway ON compensation_claim (id) WHERE state = 'VERIFIED';

CREATE TABLE subsidy_claim (
    id              uuid PRIMARY KEY,
    tenant          text        NOT NULL,
    number          text        NOT NULL,
    version         bigint      NOT NULL,
    event_sequence  bigint      NOT NULL,
    state           text        NOT NULL,
    loan_id         uuid        NOT NULL REFERENCES loan (id),
    enterprise      text        NOT NULL,
    bank            text        NOT NULL,
    division        text        NOT NULL,
    -- Calendar year of the payments.
    year            int         NOT NULL,
    -- Missing where there is no subsidy, and until it is computed.
    amount_fen      bigint,
    city_fen        bigint,
    county_fen      bigint,
    recovered_fen   bigint      NOT NULL,
    notice_last_day date,
    body            jsonb       NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT subsidy_claim_number_key UNIQUE (number),
    CONSTRAINT subsidy_claim_split_check
        CHECK (num_nulls(amount_fen, city_fen, county_fen) IN (0, 3)
               AND amount_fen > 0 AND city_fen >= 0 AND county_fen >= 0 AND amount_fen = city_fen + county_fen),
    CONSTRAINT subsidy_claim_recovered_check CHECK (recovered_fen BETWEEN 0 AND coalesce(amount_fen, 0))
);
-- A loan's interest of a year is subsidised once; a refused or withdrawn claim makes room.
CREATE UNIQUE INDEX subsidy_claim_once_key ON subsidy_claim (loan_id, year) WHERE state NOT IN ('REFUSED', 'WITHDRAWN');
CREATE INDEX subsidy_claim_year ON subsidy_claim (enterprise, year);
CREATE INDEX subsidy_claim_created ON subsidy_claim (create_time DESC, id DESC);
CREATE INDEX subsidy_claim_published ON subsidy_claim (notice_last_day) WHERE state = 'PUBLISHED';
CREATE INDEX subsidy_claim_uncomputed ON subsidy_claim (id) WHERE state IN ('FILED', 'MANUAL');
