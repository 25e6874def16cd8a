-- Who signs a tenant's packages. Public, like the packages: everyone reads, the tenant registers and revokes,
-- the city approves and revokes.
CREATE TABLE signing_key (
    id            uuid PRIMARY KEY,
    tenant        text        NOT NULL CHECK (tenant <> ''),
    key_id        text        NOT NULL,
    title         text        NOT NULL,
    public_key    bytea       NOT NULL CHECK (length(public_key) = 32),
    state         text        NOT NULL,
    registered_by text        NOT NULL,
    approved_by   text        NOT NULL DEFAULT '',
    revoked_by    text        NOT NULL DEFAULT '',
    revoke_reason text        NOT NULL DEFAULT '',
    create_time   timestamptz NOT NULL,
    approve_time  timestamptz,
    revoke_time   timestamptz,
    version       bigint      NOT NULL,
    CONSTRAINT signing_key_once UNIQUE (tenant, key_id)
);
ALTER TABLE signing_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE signing_key FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON signing_key TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON signing_key FOR SELECT TO kezhuan_app USING (true);
CREATE POLICY add ON signing_key FOR INSERT TO kezhuan_app
    WITH CHECK (kezhuan_may_write_rules(tenant) AND state = 'REGISTERED');
-- No tenant makes its own key believed.
CREATE POLICY change ON signing_key FOR UPDATE TO kezhuan_app
    USING (kezhuan_reach() = 'city' OR kezhuan_may_write_rules(tenant))
    WITH CHECK (kezhuan_reach() = 'city' OR (kezhuan_may_write_rules(tenant) AND state <> 'APPROVED'));
GRANT SELECT, INSERT, UPDATE ON signing_key TO kezhuan_app;

-- Packages taken in before there were keys have none: they answer on, and are put in force anew once signed.
ALTER TABLE package
    ADD COLUMN key_id    text   NOT NULL DEFAULT '',
    ADD COLUMN signature bytea  NOT NULL DEFAULT '',
    -- All who ever sent these bytes: none of them approves.
    ADD COLUMN uploaders text[] NOT NULL DEFAULT '{}',
    ADD COLUMN version   bigint NOT NULL DEFAULT 1;
UPDATE package SET uploaders = ARRAY[uploader];
