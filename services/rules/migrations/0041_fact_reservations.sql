-- A fact that programmes of several services could pay: kept for one case at a time, per family. Services alone write.
CREATE TABLE fact_reservation (
    id          uuid PRIMARY KEY,
    tenant      text        NOT NULL CHECK (tenant <> ''),
    level       text        NOT NULL,
    fact        text        NOT NULL,
    family      text        NOT NULL,
    year        int         NOT NULL,
    holder      text        NOT NULL,
    case_name   text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('RESERVED', 'PAID', 'RELEASED')),
    -- Missing = until it is paid or released.
    expire_time timestamptz,
    version     bigint      NOT NULL,
    CONSTRAINT fact_reservation_once UNIQUE (tenant, level, fact, family)
);
ALTER TABLE fact_reservation ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact_reservation FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON fact_reservation TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON fact_reservation FOR SELECT TO kezhuan_app USING (kezhuan_may_read(tenant));
CREATE POLICY add ON fact_reservation FOR INSERT TO kezhuan_app
    WITH CHECK (kezhuan_reach() = 'service' AND kezhuan_may_write(tenant));
CREATE POLICY change ON fact_reservation FOR UPDATE TO kezhuan_app
    USING (kezhuan_reach() = 'service' AND kezhuan_may_write(tenant))
    WITH CHECK (kezhuan_reach() = 'service' AND kezhuan_may_write(tenant));
GRANT SELECT, INSERT, UPDATE ON fact_reservation TO kezhuan_app;
