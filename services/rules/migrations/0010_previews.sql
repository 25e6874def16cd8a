-- What a proposed activation would have answered to stored decisions, as each service that asks rules told it. Sums and
-- cases of a tenant: for its own people, the city and auditors.
CREATE TABLE activation_preview (
    entry_id     uuid        NOT NULL REFERENCES timeline_entry (id),
    service      text        NOT NULL,
    tenant       text        NOT NULL CHECK (tenant <> ''),
    period_from  date        NOT NULL,
    period_to    date        NOT NULL,
    problem      text        NOT NULL,
    report       bytea,
    create_time  timestamptz NOT NULL,
    PRIMARY KEY (entry_id, service),
    CHECK ((report IS NULL) = (problem <> ''))
);
ALTER TABLE activation_preview ENABLE ROW LEVEL SECURITY;
ALTER TABLE activation_preview FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON activation_preview TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON activation_preview FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR kezhuan_may_write_rules(tenant));
CREATE POLICY add ON activation_preview FOR INSERT TO kezhuan_app WITH CHECK (kezhuan_may_write_rules(tenant));
GRANT SELECT, INSERT ON activation_preview TO kezhuan_app;
