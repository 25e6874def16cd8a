-- Tree heads of other services, kept so that truncation of their logs shows. Append-only: what was kept first stays.
CREATE TABLE kept_head (
    service   text        NOT NULL,
    number    bigint      NOT NULL,
    size      bigint      NOT NULL,
    root      bytea       NOT NULL,
    sealed_at timestamptz NOT NULL,
    algorithm text        NOT NULL,
    key_id    text        NOT NULL,
    signature bytea       NOT NULL,
    kept_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (service, number)
);
CALL kezhuan_protect_shared('kept_head');
CREATE POLICY audit ON kept_head FOR SELECT TO kezhuan_relay USING (true);
GRANT SELECT, INSERT ON kept_head TO kezhuan_app;
GRANT SELECT ON kept_head TO kezhuan_relay;
