-- What a tenant's programme may spend in a year, and what happens when it is gone. Its authority sets it; the books
-- are kept by the service that owns the family. Who may read a tenant's cases or writes its rules reads it.
CREATE TABLE appropriation (
    id                uuid PRIMARY KEY,
    tenant            text        NOT NULL CHECK (tenant <> ''),
    family            text        NOT NULL,
    year              int         NOT NULL,
    appropriation_fen bigint      NOT NULL CHECK (appropriation_fen >= 0),
    when_exhausted    text        NOT NULL,
    excludes          text[]      NOT NULL,
    legal_source      text        NOT NULL,
    set_by            text        NOT NULL,
    set_time          timestamptz NOT NULL,
    version           bigint      NOT NULL,
    CONSTRAINT appropriation_once UNIQUE (tenant, family, year)
);
ALTER TABLE appropriation ENABLE ROW LEVEL SECURITY;
ALTER TABLE appropriation FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON appropriation TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON appropriation FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_may_write_rules(tenant));
CREATE POLICY add ON appropriation FOR INSERT TO kezhuan_app WITH CHECK (kezhuan_may_write(tenant));
CREATE POLICY change ON appropriation FOR UPDATE TO kezhuan_app
    USING (kezhuan_may_write(tenant)) WITH CHECK (kezhuan_may_write(tenant));
GRANT SELECT, INSERT, UPDATE ON appropriation TO kezhuan_app;
