-- Technology contracts and what hangs on them. The body is the aggregate as the domain knows it;
-- the columns beside it exist to be searched, constrained or protected.

CREATE TABLE contract (
    id                   uuid PRIMARY KEY,
    tenant               text        NOT NULL,
    number               text        NOT NULL,
    version              bigint      NOT NULL,
    event_sequence       bigint      NOT NULL,
    state                text        NOT NULL,
    kind                 text        NOT NULL,
    total_amount_fen     bigint      NOT NULL,
    technical_amount_fen bigint,
    registered_on        date,
    due_on               date,
    lapses_on            date,
    certificate_number   text,
    search               tsvector    NOT NULL,
    body                 jsonb       NOT NULL,
    create_time          timestamptz NOT NULL,
    update_time          timestamptz NOT NULL,
    CONSTRAINT contract_number_key UNIQUE (number),
    CONSTRAINT contract_certificate_number_key UNIQUE (certificate_number),
    CONSTRAINT contract_technical_amount_check CHECK (technical_amount_fen IS NULL OR technical_amount_fen BETWEEN 0 AND total_amount_fen)
);
CREATE INDEX contract_tenant_created ON contract (tenant, create_time DESC, id DESC);
CREATE INDEX contract_registered ON contract (tenant, registered_on) WHERE registered_on IS NOT NULL;
CREATE INDEX contract_lapses ON contract (lapses_on) WHERE state = 'RETURNED';
CREATE INDEX contract_search ON contract USING gin (search);

-- Every registered version, so that statistics of any period end can be told.
CREATE TABLE contract_version (
    contract_id   uuid   NOT NULL REFERENCES contract (id),
    form_version  int    NOT NULL,
    tenant        text   NOT NULL,
    in_force_from date   NOT NULL,
    registered_on date   NOT NULL,
    ended_on      date,
    body          jsonb  NOT NULL,
    PRIMARY KEY (contract_id, form_version)
);
CREATE INDEX contract_version_registered ON contract_version (tenant, registered_on);

CREATE TABLE claim (
    id             uuid PRIMARY KEY,
    contract_id    uuid        NOT NULL REFERENCES contract (id),
    tenant         text        NOT NULL,
    number         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    organisation   text        NOT NULL,
    amount_fen     bigint,
    counted_fen    bigint      NOT NULL DEFAULT 0,
    year           int         NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT claim_amount_check CHECK (amount_fen IS NULL OR amount_fen >= 0)
);
-- One claim per contract and paying tenant; a withdrawn one makes room, a refused one was decided.
CREATE UNIQUE INDEX claim_once_key ON claim (contract_id, tenant) WHERE state <> 'WITHDRAWN';
CREATE INDEX claim_history ON claim (tenant, organisation, year);
CREATE INDEX claim_tenant_created ON claim (tenant, create_time DESC, id DESC);

-- A programme's budget in one year: what is left can't fall below nothing, whoever pays at once.
CREATE TABLE programme (
    id                uuid PRIMARY KEY,
    tenant            text   NOT NULL,
    family            text   NOT NULL,
    year              int    NOT NULL,
    version           bigint NOT NULL,
    appropriation_fen bigint NOT NULL,
    reserved_fen      bigint NOT NULL,
    committed_fen     bigint NOT NULL,
    paid_fen          bigint NOT NULL,
    recovered_fen     bigint NOT NULL,
    CONSTRAINT programme_year_key UNIQUE (tenant, family, year),
    CONSTRAINT programme_parts_check CHECK (reserved_fen >= 0 AND committed_fen >= 0 AND paid_fen >= 0 AND recovered_fen >= 0),
    CONSTRAINT programme_available_check CHECK (appropriation_fen - reserved_fen - committed_fen - paid_fen >= 0)
);

-- A fact is paid once per programme family, level and tenant.
CREATE TABLE paid_fact (
    fact   text NOT NULL,
    family text NOT NULL,
    level  text NOT NULL,
    tenant text NOT NULL,
    claim_id uuid NOT NULL,
    PRIMARY KEY (fact, family, level, tenant)
);

CREATE TABLE appeal (
    id             uuid PRIMARY KEY,
    contract_id    uuid        NOT NULL REFERENCES contract (id),
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE UNIQUE INDEX appeal_open_key ON appeal (contract_id) WHERE state IN ('FILED', 'EXAMINING');
CREATE INDEX appeal_tenant_created ON appeal (tenant, create_time DESC, id DESC);

CREATE TABLE income_verification (
    id             uuid PRIMARY KEY,
    contract_id    uuid        NOT NULL REFERENCES contract (id),
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    amount_fen     bigint      NOT NULL,
    payee          text        NOT NULL CHECK (payee <> ''),
    receipt_kind   text        NOT NULL,
    receipt_number text        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    CONSTRAINT income_verification_amount_check CHECK (amount_fen > 0)
);
-- A receipt of a seller counts once, whatever contract it is filed under, unless it was refused or withdrawn.
CREATE UNIQUE INDEX income_verification_receipt_key ON income_verification (payee, receipt_kind, receipt_number)
    WHERE state IN ('FILED', 'VERIFIED');
CREATE INDEX income_verification_tenant_created ON income_verification (tenant, create_time DESC, id DESC);

-- Documents: the content of a case once per SHA-256, in rows of one chunk each.
CREATE TABLE attachment (
    id          uuid PRIMARY KEY,
    contract_id uuid        NOT NULL REFERENCES contract (id),
    tenant      text        NOT NULL,
    material    text        NOT NULL,
    file_name   text        NOT NULL,
    media_type  text        NOT NULL,
    size_bytes  bigint      NOT NULL CHECK (size_bytes > 0),
    sha256      bytea       NOT NULL CHECK (length(sha256) = 32),
    create_time timestamptz NOT NULL
);
CREATE INDEX attachment_contract ON attachment (contract_id);
CREATE TABLE attachment_chunk (
    contract_id uuid  NOT NULL REFERENCES contract (id),
    tenant      text  NOT NULL,
    sha256      bytea NOT NULL,
    position    int   NOT NULL,
    content     bytea NOT NULL,
    PRIMARY KEY (contract_id, sha256, position)
);

-- Human numbers come from blocks reserved per series and year; gaps are normal.
CREATE TABLE number_block (
    series     text   NOT NULL,
    year       int    NOT NULL,
    next_value bigint NOT NULL,
    PRIMARY KEY (series, year)
);
