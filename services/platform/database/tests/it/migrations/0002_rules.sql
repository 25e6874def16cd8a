-- Rules as a service that asks them keeps them: a package, and the settings a county has it in force with.
CREATE TABLE rule_file (
    digest bytea PRIMARY KEY,
    bytes  bytea NOT NULL
);
CREATE TABLE rule_figures (
    tenant   text  NOT NULL,
    hook     text  NOT NULL,
    package  bytea NOT NULL,
    settings bytea NOT NULL
);
INSERT INTO rule_file (digest, bytes) VALUES (sha256('a package'), 'a package');
INSERT INTO rule_figures (tenant, hook, package, settings)
VALUES ('440703', 'tc.incentive@1', sha256('a package'), '{"rate_bp":100}');
CALL kezhuan_protect_shared('rule_file');
CALL kezhuan_protect_shared('rule_figures');
CREATE POLICY audit ON rule_file FOR SELECT TO kezhuan_relay USING (true);
CREATE POLICY audit ON rule_figures FOR SELECT TO kezhuan_relay USING (true);
GRANT SELECT ON rule_file, rule_figures TO kezhuan_relay;
