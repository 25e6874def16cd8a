-- What owners should know about their rules. Its own tenant's writers of rules see it, and the wider readers.
CREATE TABLE alert (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL CHECK (tenant <> ''),
    kind           text        NOT NULL,
    hook           text        NOT NULL,
    -- The service that found it.
    source         text        NOT NULL,
    -- What tells two causes of one kind, hook and source apart.
    subject        text        NOT NULL,
    package_digest bytea,
    since          date        NOT NULL,
    text_zh        text        NOT NULL,
    text_en        text        NOT NULL,
    open_time      timestamptz NOT NULL,
    close_time     timestamptz,
    version        bigint      NOT NULL
);
CREATE UNIQUE INDEX alert_open_once ON alert (tenant, kind, hook, source, subject) WHERE close_time IS NULL;
ALTER TABLE alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON alert TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON alert FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_may_write_rules(tenant));
-- The service alone opens and closes them.
CREATE POLICY write ON alert TO kezhuan_app
    USING (kezhuan_reach() = 'service' AND tenant = kezhuan_tenant())
    WITH CHECK (kezhuan_reach() = 'service' AND tenant = kezhuan_tenant());
GRANT SELECT, INSERT, UPDATE ON alert TO kezhuan_app;
