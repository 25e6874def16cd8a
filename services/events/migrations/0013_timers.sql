-- What fell due and was told, once per timer, subject and day: written with its effect, so that neither stands alone.
-- Timers act as the service; nobody else reads or writes here.
CREATE TABLE timer_firing (
    timer    text        NOT NULL CHECK (timer <> ''),
    subject  uuid        NOT NULL,
    due_on   date        NOT NULL,
    fired_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (timer, subject, due_on)
);
ALTER TABLE timer_firing ENABLE ROW LEVEL SECURITY;
ALTER TABLE timer_firing FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON timer_firing TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY service ON timer_firing TO kezhuan_app
    USING (kezhuan_reach() = 'service') WITH CHECK (kezhuan_reach() = 'service');
GRANT SELECT, INSERT ON timer_firing TO kezhuan_app;

-- How far each timer has come: the last legal day of which it left nothing, and when it looked.
CREATE TABLE timer_look (
    timer     text        PRIMARY KEY CHECK (timer <> ''),
    legal_day date        NOT NULL,
    looked_at timestamptz NOT NULL
);
ALTER TABLE timer_look ENABLE ROW LEVEL SECURITY;
ALTER TABLE timer_look FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON timer_look TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY service ON timer_look TO kezhuan_app
    USING (kezhuan_reach() = 'service') WITH CHECK (kezhuan_reach() = 'service');
GRANT SELECT, INSERT, UPDATE ON timer_look TO kezhuan_app;
