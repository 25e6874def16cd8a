-- Applications for loans, the loans they become, and the pledges that secure them.
CREATE TABLE loan_application (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    number         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    enterprise     text        NOT NULL,
    division       text        NOT NULL,
    bank           text        NOT NULL,
    product        text        NOT NULL,
    amount_fen     bigint      NOT NULL CHECK (amount_fen > 0),
    loan_id        uuid        NOT NULL,
    submitted_on   date,
    -- The last day on which an approval may be signed.
    sign_until     date,
    -- A rule failed on it: it waits for a person.
    failed         boolean     NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT loan_application_number_key UNIQUE (number),
    CONSTRAINT loan_application_loan_key UNIQUE (loan_id)
);
CREATE INDEX loan_application_created ON loan_application (create_time DESC, id DESC);
CREATE INDEX loan_application_enterprise ON loan_application (enterprise, product, submitted_on);
CREATE INDEX loan_application_bank ON loan_application (bank, create_time DESC, id DESC);
CREATE INDEX loan_application_unsigned ON loan_application (sign_until) WHERE state = 'APPROVED';
CREATE INDEX loan_application_failed ON loan_application (id) WHERE state IN ('SUBMITTED', 'MANUAL');

-- Rights that an application offers, so that who may value them is found from the right, too.
CREATE TABLE application_asset (
    application_id uuid NOT NULL REFERENCES loan_application (id),
    asset_id       uuid NOT NULL REFERENCES ip_asset (id),
    tenant         text NOT NULL,
    PRIMARY KEY (application_id, asset_id)
);
CREATE INDEX application_asset_asset ON application_asset (asset_id);

CREATE TABLE loan (
    id              uuid PRIMARY KEY,
    tenant          text        NOT NULL,
    number          text        NOT NULL,
    version         bigint      NOT NULL,
    event_sequence  bigint      NOT NULL,
    state           text        NOT NULL,
    application_id  uuid        NOT NULL REFERENCES loan_application (id),
    bank            text        NOT NULL,
    borrower        text        NOT NULL,
    product         text        NOT NULL,
    -- Missing where the pool bears nothing.
    mode            text,
    pledge_id       uuid,
    principal_fen   bigint      NOT NULL CHECK (principal_fen > 0),
    outstanding_fen bigint      NOT NULL,
    maturity        date        NOT NULL,
    disbursed_on    date,
    pool_filed_on   date,
    -- The first due day whose principal is not paid in full.
    unpaid_on       date,
    overdue_since   date,
    repaid_on       date,
    body            jsonb       NOT NULL,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT loan_number_key UNIQUE (number),
    CONSTRAINT loan_outstanding_check CHECK (outstanding_fen BETWEEN 0 AND principal_fen)
);
CREATE INDEX loan_created ON loan (create_time DESC, id DESC);
CREATE INDEX loan_bank ON loan (bank, create_time DESC, id DESC);
CREATE INDEX loan_borrower ON loan (borrower, product);
CREATE INDEX loan_pledge ON loan (pledge_id) WHERE pledge_id IS NOT NULL;
CREATE INDEX loan_unpaid ON loan (unpaid_on) WHERE state = 'ACTIVE';
CREATE INDEX loan_overdue ON loan (overdue_since) WHERE state = 'OVERDUE';
CREATE INDEX loan_maturing ON loan (maturity) WHERE state = 'ACTIVE';

-- Money that moved between bank and borrower, under the number the bank gave it: unique for ever at that bank.
CREATE TABLE loan_movement (
    loan_id       uuid   NOT NULL REFERENCES loan (id),
    -- 0 is the disbursement, payments follow in the order they were told.
    position      int    NOT NULL CHECK (position >= 0),
    tenant        text   NOT NULL,
    bank          text   NOT NULL,
    biz_no        text   COLLATE "C" NOT NULL,
    moved_on      date   NOT NULL,
    principal_fen bigint NOT NULL CHECK (principal_fen >= 0),
    interest_fen  bigint NOT NULL CHECK (interest_fen >= 0),
    penalty_fen   bigint NOT NULL CHECK (penalty_fen >= 0),
    PRIMARY KEY (loan_id, position),
    CONSTRAINT loan_movement_biz_no_key UNIQUE (bank, biz_no)
);
CREATE INDEX loan_movement_day ON loan_movement (bank, moved_on, biz_no);

CREATE TABLE pledge (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    -- The loan it secures is made after it: no reference.
    loan_id        uuid        NOT NULL,
    bank           text        NOT NULL,
    pledgor        text        NOT NULL,
    borrower       text        NOT NULL,
    secured_fen    bigint      NOT NULL CHECK (secured_fen > 0),
    debt_end       date        NOT NULL,
    -- When the registry should have answered.
    answer_due_on  date,
    -- The day since which none of the loans it secures is owed; follows the loans.
    settled_on     date,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX pledge_created ON pledge (create_time DESC, id DESC);
CREATE INDEX pledge_loan ON pledge (loan_id);
CREATE INDEX pledge_answer_due ON pledge (answer_due_on) WHERE state = 'FILED';
CREATE INDEX pledge_unreleased ON pledge (settled_on) WHERE state = 'EFFECTIVE';

CREATE TABLE pledge_asset (
    pledge_id uuid NOT NULL REFERENCES pledge (id),
    asset_id  uuid NOT NULL REFERENCES ip_asset (id),
    tenant    text NOT NULL,
    PRIMARY KEY (pledge_id, asset_id)
);
CREATE INDEX pledge_asset_asset ON pledge_asset (asset_id);

ALTER TABLE asset_reservation ADD CONSTRAINT asset_reservation_pledge_fkey FOREIGN KEY (pledge_id) REFERENCES pledge (id);
ALTER TABLE ip_asset ADD CONSTRAINT ip_asset_pledge_fkey FOREIGN KEY (pledge_id) REFERENCES pledge (id);
ALTER TABLE loan ADD CONSTRAINT loan_pledge_fkey FOREIGN KEY (pledge_id) REFERENCES pledge (id);
