-- What is kept for the record: answers to requests, audit, decisions, and the log that seals them.

CREATE TABLE request (
    organisation    text        NOT NULL,
    request_id      uuid        NOT NULL,
    body_digest     bytea       NOT NULL,
    answer          bytea,
    refusal_code    integer,
    refusal_message text,
    refusal_details bytea,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT request_pkey PRIMARY KEY (organisation, request_id),
    CHECK ((answer IS NULL) <> (refusal_code IS NULL))
);
CREATE INDEX request_created_at ON request USING brin (created_at);

CREATE TABLE audit (
    id           uuid        PRIMARY KEY,
    tenant       text        NOT NULL CHECK (tenant <> ''),
    organisation text        NOT NULL,
    actor        text        NOT NULL,
    action       text        NOT NULL,
    aggregate    text        NOT NULL,
    aggregate_id uuid        NOT NULL,
    version      bigint      NOT NULL,
    request_id   uuid,
    detail       json        NOT NULL, -- json, not jsonb: the digest stands over the text as written
    legal_date   date        NOT NULL,
    occurred_at  timestamptz NOT NULL,
    digest       bytea       NOT NULL,
    txid         xid8        NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX audit_aggregate ON audit (aggregate_id);
CREATE INDEX audit_txid ON audit (txid);

CREATE TABLE decision (
    id                uuid        PRIMARY KEY,
    case_id           uuid        NOT NULL,
    tenant            text        NOT NULL CHECK (tenant <> ''), -- the case's
    rule_tenant       text        NOT NULL,                      -- whose timeline was asked
    hook              text        NOT NULL,
    interface_version text        NOT NULL,
    legal_date        date        NOT NULL,
    package_digest    bytea,
    settings_digest   bytea,
    input             bytea       NOT NULL,
    outcome           bytea       NOT NULL,
    outcome_kind      text        NOT NULL,
    reasons           json        NOT NULL,
    fuel              bigint      NOT NULL,
    created_at        timestamptz NOT NULL,
    digest            bytea       NOT NULL,
    txid              xid8        NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX decision_case ON decision (case_id);
CREATE INDEX decision_hook ON decision (hook, rule_tenant, legal_date);
CREATE INDEX decision_txid ON decision (txid);

-- A row of audit (kind 1) or decision (kind 2) and its place in the log. A slim table of its
-- own, so that numbering a row does not rewrite it.
CREATE TABLE leaf (
    leaf_index bigint   PRIMARY KEY,
    kind       smallint NOT NULL CHECK (kind IN (1, 2)),
    row_id     uuid     NOT NULL UNIQUE,
    digest     bytea    NOT NULL CHECK (length(digest) = 32)
);

-- A signed promise: the first `size` leaves have this root. `frontier` lets the sealer go on
-- without the leaves; rows of transactions below `horizon` are all sealed.
CREATE TABLE tree_head (
    number    bigint      PRIMARY KEY,
    size      bigint      NOT NULL,
    root      bytea       NOT NULL,
    frontier  bytea       NOT NULL,
    horizon   xid8        NOT NULL,
    sealed_at timestamptz NOT NULL,
    algorithm text        NOT NULL,
    key_id    text        NOT NULL,
    signature bytea       NOT NULL
);

ALTER TABLE request ENABLE ROW LEVEL SECURITY;
ALTER TABLE request FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON request TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON request TO kezhuan_app
    USING (organisation = (SELECT kezhuan_organisation()))
    WITH CHECK (organisation = (SELECT kezhuan_organisation()));
CREATE POLICY purge ON request TO kezhuan_relay USING (true);
GRANT SELECT, INSERT ON request TO kezhuan_app;
GRANT SELECT, DELETE ON request TO kezhuan_relay;

-- Append-only: nobody but the owner, who cannot log in, may change or remove these rows.
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON audit TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON audit FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_is_party(aggregate_id));
CREATE POLICY add ON audit FOR INSERT TO kezhuan_app WITH CHECK ((SELECT kezhuan_reach()) IS NOT NULL);
CREATE POLICY seal ON audit FOR SELECT TO kezhuan_relay USING (true);
GRANT SELECT, INSERT ON audit TO kezhuan_app;
GRANT SELECT ON audit TO kezhuan_relay;

ALTER TABLE decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE decision FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON decision TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON decision FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_is_party(case_id));
CREATE POLICY add ON decision FOR INSERT TO kezhuan_app WITH CHECK ((SELECT kezhuan_reach()) IS NOT NULL);
CREATE POLICY seal ON decision FOR SELECT TO kezhuan_relay USING (true);
GRANT SELECT, INSERT ON decision TO kezhuan_app;
GRANT SELECT ON decision TO kezhuan_relay;

-- Digests tell nothing about a case: everybody may read them, only the sealer may add.
GRANT SELECT ON leaf, tree_head TO kezhuan_app;
GRANT SELECT, INSERT ON leaf, tree_head TO kezhuan_relay;
