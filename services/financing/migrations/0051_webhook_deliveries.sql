-- One message on its way to one endpoint. An event is told to an endpoint once, however often it arrives.
CREATE TABLE webhook_delivery (
    id                uuid        PRIMARY KEY,
    endpoint_id       uuid        NOT NULL REFERENCES webhook_endpoint (id),
    organisation      text        NOT NULL CHECK (organisation <> ''),
    event_id          uuid        NOT NULL,
    event_type        text        NOT NULL CHECK (event_type LIKE 'ip.%'),
    case_name         text        NOT NULL CHECK (case_name <> ''),
    -- text, not jsonb: the signature stands over the bytes as they are sent.
    body              text        NOT NULL CHECK (octet_length(body) <= 20480),
    state             text        NOT NULL CHECK (state IN ('PENDING', 'DELIVERED', 'FAILED', 'DISCARDED')),
    attempt_count     integer     NOT NULL DEFAULT 0 CHECK (attempt_count >= 0),
    -- Attempts since it was made or replayed last, and when that was.
    tries             integer     NOT NULL DEFAULT 0 CHECK (tries >= 0),
    round_time        timestamptz NOT NULL,
    next_attempt_time timestamptz,
    -- Who sends it now, and until when that is believed: a sender that was killed holds nothing up for longer.
    lease             uuid,
    lease_until       timestamptz,
    create_time       timestamptz NOT NULL,
    finish_time       timestamptz,
    CONSTRAINT webhook_delivery_once UNIQUE (endpoint_id, event_id),
    CHECK ((state = 'PENDING') = (next_attempt_time IS NOT NULL)),
    CHECK ((state = 'PENDING') = (finish_time IS NULL)),
    CHECK ((lease IS NULL) = (lease_until IS NULL)),
    CHECK (state = 'PENDING' OR lease IS NULL)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, next_attempt_time) WHERE state = 'PENDING';
CREATE INDEX webhook_delivery_leased ON webhook_delivery (endpoint_id, lease_until) WHERE lease IS NOT NULL;
CREATE INDEX webhook_delivery_log ON webhook_delivery (organisation, create_time DESC, id DESC);
CREATE INDEX webhook_delivery_endpoint ON webhook_delivery (endpoint_id, create_time, id);
CREATE INDEX webhook_delivery_finished ON webhook_delivery (finish_time) WHERE finish_time IS NOT NULL;
CALL protect_webhooks('webhook_delivery');
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_delivery TO kezhuan_app;
