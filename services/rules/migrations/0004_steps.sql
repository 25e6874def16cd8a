-- How each package went through the pipeline, step by step. Public, like the packages.
CREATE TABLE package_step (
    package_digest bytea       NOT NULL REFERENCES package (digest),
    number         integer     NOT NULL,
    tenant         text        NOT NULL CHECK (tenant <> ''),
    step           text        NOT NULL,
    outcome        text        NOT NULL,
    detail_zh      text        NOT NULL,
    detail_en      text        NOT NULL,
    step_time      timestamptz NOT NULL,
    PRIMARY KEY (package_digest, number)
);
ALTER TABLE package_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE package_step FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON package_step TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON package_step FOR SELECT TO kezhuan_app USING (true);
CREATE POLICY add ON package_step FOR INSERT TO kezhuan_app WITH CHECK (kezhuan_may_write_rules(tenant));
CREATE POLICY change ON package_step FOR UPDATE TO kezhuan_app USING (kezhuan_may_write_rules(tenant));
GRANT SELECT, INSERT, UPDATE ON package_step TO kezhuan_app;
