-- Candidates that are asked beside the rules in force. Who writes a tenant's rules starts and ends them; the city may end
-- one by revoking its key.
CREATE TABLE shadow (
    id              uuid PRIMARY KEY,
    tenant          text        NOT NULL CHECK (tenant <> ''),
    hook            text        NOT NULL,
    package_digest  bytea       NOT NULL REFERENCES package (digest),
    settings        jsonb       NOT NULL,
    settings_digest text        NOT NULL,
    key_id          text        NOT NULL,
    reason          text        NOT NULL,
    state           text        NOT NULL CHECK (state IN ('RUNNING', 'BY_PERSON', 'KEY_REVOKED', 'ACTIVATED')),
    started_by      text        NOT NULL,
    start_time      timestamptz NOT NULL,
    ended_by        text        NOT NULL DEFAULT '',
    ended_reason    text        NOT NULL DEFAULT '',
    end_time        timestamptz,
    version         bigint      NOT NULL,
    CHECK ((state = 'RUNNING') = (end_time IS NULL))
);
CREATE UNIQUE INDEX shadow_running_once ON shadow (tenant, hook, package_digest, settings_digest)
    WHERE state = 'RUNNING';
CREATE INDEX shadow_of ON shadow (tenant, hook, id);
ALTER TABLE shadow ENABLE ROW LEVEL SECURITY;
ALTER TABLE shadow FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON shadow TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON shadow FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_may_write_rules(tenant));
CREATE POLICY add ON shadow FOR INSERT TO kezhuan_app
    WITH CHECK (kezhuan_may_write_rules(tenant) AND state = 'RUNNING');
CREATE POLICY change ON shadow FOR UPDATE TO kezhuan_app
    USING (kezhuan_reach() = 'city' OR kezhuan_may_write_rules(tenant))
    WITH CHECK (kezhuan_may_write_rules(tenant) OR (kezhuan_reach() = 'city' AND state = 'KEY_REVOKED'));
GRANT SELECT, INSERT, UPDATE ON shadow TO kezhuan_app;

-- What the shadow of a proposed activation would have answered up to then, as each service told it.
CREATE TABLE activation_shadow (
    entry_id    uuid        NOT NULL REFERENCES timeline_entry (id),
    service     text        NOT NULL,
    shadow_id   uuid        NOT NULL REFERENCES shadow (id),
    tenant      text        NOT NULL CHECK (tenant <> ''),
    problem     text        NOT NULL,
    ledger      bytea,
    create_time timestamptz NOT NULL,
    PRIMARY KEY (entry_id, service),
    CHECK ((ledger IS NULL) = (problem <> ''))
);
ALTER TABLE activation_shadow ENABLE ROW LEVEL SECURITY;
ALTER TABLE activation_shadow FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON activation_shadow TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON activation_shadow FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_may_write_rules(tenant));
CREATE POLICY add ON activation_shadow FOR INSERT TO kezhuan_app WITH CHECK (kezhuan_may_write_rules(tenant));
GRANT SELECT, INSERT ON activation_shadow TO kezhuan_app;
