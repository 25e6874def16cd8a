-- A bank's day compared with ours: the bank's lines as they came, and one ticket per difference.
CREATE TABLE recon_batch (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    bank           text        NOT NULL,
    business_day   date        NOT NULL,
    loaded_on      date,
    -- Of the file as received; missing until it is.
    file_sha256    bytea       CHECK (length(file_sha256) = 32),
    lines          bigint      NOT NULL CHECK (lines >= 0),
    total_fen      bigint      NOT NULL,
    matched        bigint      NOT NULL CHECK (matched >= 0),
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT recon_batch_day_key UNIQUE (bank, business_day)
);
CREATE INDEX recon_batch_created ON recon_batch (create_time DESC, id DESC);
CREATE INDEX recon_batch_loaded ON recon_batch (id) WHERE state = 'LOADED';
CREATE INDEX recon_batch_open ON recon_batch (business_day) WHERE state = 'OPEN';

CREATE TABLE recon_line (
    batch_id   uuid   NOT NULL REFERENCES recon_batch (id),
    position   int    NOT NULL CHECK (position >= 0),
    tenant     text   NOT NULL,
    -- A file may name one number twice: that is a difference, not an error.
    no         text   COLLATE "C" NOT NULL,
    amount_fen bigint NOT NULL,
    status     text   NOT NULL,
    PRIMARY KEY (batch_id, position)
);

CREATE TABLE recon_ticket (
    batch_id  uuid NOT NULL REFERENCES recon_batch (id),
    no        text COLLATE "C" NOT NULL,
    tenant    text NOT NULL,
    class     text NOT NULL CHECK (class <> 'MATCHED'),
    finding   text,
    found_by  text,
    found_on  date,
    agreement text,
    closed_by text,
    closed_on date,
    PRIMARY KEY (batch_id, no),
    CONSTRAINT recon_ticket_finding_check CHECK (num_nulls(finding, found_by, found_on) IN (0, 3)),
    CONSTRAINT recon_ticket_closing_check CHECK (num_nulls(agreement, closed_by, closed_on) IN (0, 3)),
    -- Two people: one says what it is, another agrees.
    CONSTRAINT recon_ticket_two_people_check
        CHECK (closed_by IS NULL OR (found_by IS NOT NULL AND found_by <> closed_by))
);
CREATE INDEX recon_ticket_open ON recon_ticket (batch_id) WHERE closed_by IS NULL;
