-- Messages to people. A person's own business: their organisation's rows are read by that organisation's people, each statement
-- narrows them to the person; the service writes and sends, and nobody else reads here.
CREATE PROCEDURE protect_notifications(protected regclass) LANGUAGE plpgsql AS $$
DECLARE
    own text := '(organisation = (SELECT kezhuan_organisation()) OR (SELECT kezhuan_reach()) = ''service'')';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY owner ON %s TO kezhuan_owner USING (true) WITH CHECK (true)', protected);
    EXECUTE format('CREATE POLICY own ON %s TO kezhuan_app USING (%s) WITH CHECK (%s)', protected, own, own);
END $$;

-- What somebody was told, once. Nobody by name: everybody of the organisation.
CREATE TABLE notification (
    id           uuid        PRIMARY KEY,
    kind         text        NOT NULL CHECK (kind <> ''),
    -- Tells the times apart that one case gives the same occasion for; empty where there is only one.
    occasion     text        NOT NULL,
    case_name    text        NOT NULL CHECK (case_name <> ''),
    organisation text        NOT NULL CHECK (organisation <> ''),
    person       text        NOT NULL,
    facts        jsonb       NOT NULL,
    create_time  timestamptz NOT NULL,
    CONSTRAINT notification_once UNIQUE (kind, occasion, case_name, organisation, person)
);
CREATE INDEX notification_of_person ON notification (organisation, person, create_time DESC, id DESC);
CALL protect_notifications('notification');
GRANT SELECT, INSERT ON notification TO kezhuan_app;

CREATE TABLE notification_read (
    notification_id uuid        NOT NULL REFERENCES notification (id),
    organisation    text        NOT NULL,
    person          text        NOT NULL,
    read_time       timestamptz NOT NULL,
    PRIMARY KEY (notification_id, organisation, person)
);
CALL protect_notifications('notification_read');
GRANT SELECT, INSERT ON notification_read TO kezhuan_app;

-- Where people want to be told beside their room.
CREATE TABLE notification_settings (
    id           uuid        PRIMARY KEY,
    organisation text        NOT NULL CHECK (organisation <> ''),
    person       text        NOT NULL CHECK (person <> ''),
    language     text        NOT NULL CHECK (language IN ('ZH', 'EN')),
    mail         text        NOT NULL,
    telephone    text        NOT NULL,
    -- KIND/CHANNEL
    muted        text[]      NOT NULL,
    version      bigint      NOT NULL CHECK (version > 0),
    CONSTRAINT notification_settings_of_person UNIQUE (organisation, person)
);
CALL protect_notifications('notification_settings');
GRANT SELECT, INSERT, UPDATE ON notification_settings TO kezhuan_app;

-- What goes out, once per message, channel and person.
CREATE TABLE notification_delivery (
    id              uuid        PRIMARY KEY,
    notification_id uuid        NOT NULL REFERENCES notification (id),
    channel         text        NOT NULL CHECK (channel IN ('MAIL', 'SMS')),
    organisation    text        NOT NULL,
    person          text        NOT NULL,
    state           text        NOT NULL
        CHECK (state IN ('PENDING', 'SENDING', 'SENT', 'FAILED', 'UNCERTAIN', 'DROPPED')),
    tries           integer     NOT NULL DEFAULT 0,
    due_time        timestamptz NOT NULL,
    lease           uuid,
    lease_until     timestamptz,
    detail          text        NOT NULL DEFAULT '',
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT notification_delivery_once UNIQUE (notification_id, channel, organisation, person)
);
CREATE INDEX notification_delivery_due ON notification_delivery (due_time, id) WHERE state = 'PENDING';
CREATE INDEX notification_delivery_held ON notification_delivery (lease_until) WHERE state = 'SENDING';
CREATE INDEX notification_delivery_log ON notification_delivery (create_time DESC, id DESC);
CALL protect_notifications('notification_delivery');
GRANT SELECT, INSERT, UPDATE ON notification_delivery TO kezhuan_app;

-- An operator decides on another organisation's delivery: the service writes, and keeps the answer under who asked.
CREATE POLICY notifications ON request TO kezhuan_app USING (kezhuan_reach() = 'service')
    WITH CHECK (kezhuan_reach() = 'service');
