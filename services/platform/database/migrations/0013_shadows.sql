-- Candidates that are asked beside the rules in force, as this service took them over: kept here, so that it goes on with
-- the rules service and NATS away. Stays empty where no rule is asked.
CREATE TABLE adopted_shadow (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL CHECK (tenant <> ''), -- whose rule it would be
    hook           text        NOT NULL,
    package_digest bytea       NOT NULL,
    settings       jsonb       NOT NULL,
    running        boolean     NOT NULL,
    version        bigint      NOT NULL,
    since          date        NOT NULL,
    -- The log's size when it was taken over; and the first leaf that was not looked at yet: the log has no gaps.
    first_leaf     bigint      NOT NULL,
    next_leaf      bigint      NOT NULL CHECK (next_leaf >= first_leaf),
    problem        text        NOT NULL DEFAULT ''
);
CREATE INDEX adopted_shadow_running ON adopted_shadow (id) WHERE running;
ALTER TABLE adopted_shadow ENABLE ROW LEVEL SECURITY;
ALTER TABLE adopted_shadow FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON adopted_shadow TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON adopted_shadow FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_may_write_rules(tenant));
CREATE POLICY add ON adopted_shadow FOR INSERT TO kezhuan_app
    WITH CHECK (kezhuan_reach() = 'service' AND tenant = kezhuan_tenant());
CREATE POLICY change ON adopted_shadow FOR UPDATE TO kezhuan_app
    USING (kezhuan_reach() = 'service' AND tenant = kezhuan_tenant())
    WITH CHECK (kezhuan_reach() = 'service' AND tenant = kezhuan_tenant());
GRANT SELECT, INSERT, UPDATE ON adopted_shadow TO kezhuan_app;

-- What a shadow would have answered, decision by decision: who sees the decision sees its line. Append-only.
CREATE TABLE shadow_ledger (
    shadow_id       uuid    NOT NULL REFERENCES adopted_shadow (id),
    decision_id     uuid    NOT NULL,
    leaf_index      bigint  NOT NULL,
    case_id         uuid    NOT NULL,
    tenant          text    NOT NULL CHECK (tenant <> ''), -- the case's
    legal_date      date    NOT NULL,
    verdict         text    NOT NULL CHECK (verdict IN ('SAME', 'EXPLAINED', 'CHANGED')),
    before_answered boolean NOT NULL,
    before_ok       boolean NOT NULL,
    before_fen      bigint  NOT NULL,
    before_reasons  text[]  NOT NULL,
    after_answered  boolean NOT NULL,
    after_ok        boolean NOT NULL,
    after_fen       bigint  NOT NULL,
    after_reasons   text[]  NOT NULL,
    PRIMARY KEY (shadow_id, decision_id)
);
CREATE UNIQUE INDEX shadow_ledger_leaf ON shadow_ledger (shadow_id, leaf_index);
ALTER TABLE shadow_ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE shadow_ledger FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON shadow_ledger TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON shadow_ledger FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_is_party(case_id));
CREATE POLICY add ON shadow_ledger FOR INSERT TO kezhuan_app WITH CHECK ((SELECT kezhuan_reach()) = 'service');
GRANT SELECT, INSERT ON shadow_ledger TO kezhuan_app;
