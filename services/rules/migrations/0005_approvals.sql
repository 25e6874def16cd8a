-- An entry is proposed first, and comes into the timeline with its second approval: only then its days are taken.
ALTER TABLE timeline_entry
    ADD COLUMN state        text   NOT NULL DEFAULT 'APPROVED',
    ADD COLUMN key_id       text   NOT NULL DEFAULT '',
    ADD COLUMN ended_by     text   NOT NULL DEFAULT '',
    ADD COLUMN ended_reason text   NOT NULL DEFAULT '',
    ADD COLUMN version      bigint NOT NULL DEFAULT 1;
ALTER TABLE timeline_entry ALTER COLUMN state DROP DEFAULT;
ALTER TABLE timeline_entry DROP CONSTRAINT timeline_entry_overlap;
ALTER TABLE timeline_entry ADD CONSTRAINT timeline_entry_overlap
    EXCLUDE USING gist (tenant WITH =, hook WITH =, in_force WITH &&) WHERE (state = 'APPROVED');

CREATE TABLE approval (
    entry_id     uuid        NOT NULL REFERENCES timeline_entry (id),
    approver     text        NOT NULL,
    tenant       text        NOT NULL CHECK (tenant <> ''),
    approve_time timestamptz NOT NULL,
    PRIMARY KEY (entry_id, approver)
);
ALTER TABLE approval ENABLE ROW LEVEL SECURITY;
ALTER TABLE approval FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON approval TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON approval FOR SELECT TO kezhuan_app USING (true);
CREATE POLICY add ON approval FOR INSERT TO kezhuan_app WITH CHECK (kezhuan_may_write_rules(tenant));
GRANT SELECT, INSERT ON approval TO kezhuan_app;
