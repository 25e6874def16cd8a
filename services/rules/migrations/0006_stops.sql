-- Hooks that their owner stopped, and those resumed since (without a fallback). Public, like the timelines.
CREATE TABLE rule_stop (
    id            uuid PRIMARY KEY,
    tenant        text        NOT NULL CHECK (tenant <> ''),
    hook          text        NOT NULL,
    fallback      text,
    stopped_entry uuid REFERENCES timeline_entry (id),
    reason        text        NOT NULL,
    changed_by    text        NOT NULL,
    change_time   timestamptz NOT NULL,
    version       bigint      NOT NULL,
    CONSTRAINT rule_stop_once UNIQUE (tenant, hook)
);
ALTER TABLE rule_stop ENABLE ROW LEVEL SECURITY;
ALTER TABLE rule_stop FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON rule_stop TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON rule_stop FOR SELECT TO kezhuan_app USING (true);
CREATE POLICY add ON rule_stop FOR INSERT TO kezhuan_app WITH CHECK (kezhuan_may_write_rules(tenant));
CREATE POLICY change ON rule_stop FOR UPDATE TO kezhuan_app USING (kezhuan_may_write_rules(tenant));
GRANT SELECT, INSERT, UPDATE ON rule_stop TO kezhuan_app;
