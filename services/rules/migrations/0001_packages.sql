-- Rule packages and who answers which hook when. Both are public rules: everyone reads, the owner writes.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE package (
    digest      bytea PRIMARY KEY,
    id          uuid        NOT NULL UNIQUE,
    tenant      text        NOT NULL CHECK (tenant <> ''),
    state       text        NOT NULL,
    uploader    text        NOT NULL,
    papers      jsonb       NOT NULL,
    bytes       bytea       NOT NULL,
    create_time timestamptz NOT NULL
);

CREATE TABLE timeline_entry (
    id                    uuid PRIMARY KEY,
    tenant                text        NOT NULL CHECK (tenant <> ''),
    hook                  text        NOT NULL,
    package_digest        bytea       NOT NULL REFERENCES package (digest),
    settings              jsonb       NOT NULL,
    settings_digest       text        NOT NULL,
    in_force              daterange   NOT NULL CHECK (NOT isempty(in_force)),
    applies_to_open_cases boolean     NOT NULL,
    reason                text        NOT NULL,
    activated_by          text        NOT NULL,
    create_time           timestamptz NOT NULL,
    CONSTRAINT timeline_entry_overlap EXCLUDE USING gist (tenant WITH =, hook WITH =, in_force WITH &&)
);

DO $$
DECLARE
    protected text;
BEGIN
    FOREACH protected IN ARRAY ARRAY['package', 'timeline_entry'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', protected);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', protected);
        EXECUTE format('CREATE POLICY owner ON %I TO kezhuan_owner USING (true) WITH CHECK (true)', protected);
        EXECUTE format('CREATE POLICY read ON %I FOR SELECT TO kezhuan_app USING (true)', protected);
        EXECUTE format('CREATE POLICY add ON %I FOR INSERT TO kezhuan_app WITH CHECK (kezhuan_may_write(tenant))', protected);
        EXECUTE format('CREATE POLICY change ON %I FOR UPDATE TO kezhuan_app USING (kezhuan_may_write(tenant))', protected);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO kezhuan_app', protected);
    END LOOP;
END $$;
