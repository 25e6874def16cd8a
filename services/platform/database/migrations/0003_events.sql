-- Events out (outbox), events in (inbox), and those nobody could handle (dead_letter).

CREATE TABLE outbox (
    event_id     uuid        PRIMARY KEY,
    aggregate    text        NOT NULL,
    aggregate_id uuid        NOT NULL,
    sequence     bigint      NOT NULL CHECK (sequence > 0),
    tenant       text        NOT NULL CHECK (tenant <> ''),
    subject      text        NOT NULL,
    payload      bytea       NOT NULL,
    occurred_at  timestamptz NOT NULL,
    legal_date   date        NOT NULL,
    trace_parent text,
    actor        text        NOT NULL,
    plugin_versions text,
    param_versions  text,
    published_at timestamptz,
    CONSTRAINT outbox_sequence_key UNIQUE (aggregate, aggregate_id, sequence)
);
CREATE INDEX outbox_unpublished ON outbox (aggregate, aggregate_id, sequence) INCLUDE (occurred_at)
    WHERE published_at IS NULL;

-- When the stream we publish into was made; another `created_at` means that it was lost.
CREATE TABLE stream_state (
    stream     text        PRIMARY KEY,
    created_at timestamptz NOT NULL
);

-- The last event of each aggregate that a consumer has applied.
CREATE TABLE inbox (
    consumer      text   NOT NULL,
    aggregate     text   NOT NULL,
    aggregate_id  uuid   NOT NULL,
    last_sequence bigint NOT NULL,
    PRIMARY KEY (consumer, aggregate, aggregate_id)
);

CREATE TABLE dead_letter (
    consumer    text        NOT NULL,
    event_id    uuid        NOT NULL,
    subject     text        NOT NULL,
    payload     bytea       NOT NULL,
    headers     jsonb       NOT NULL,
    cause       text        NOT NULL,
    tries       integer     NOT NULL,
    first_at    timestamptz NOT NULL,
    last_at     timestamptz NOT NULL,
    resolved_at timestamptz,
    PRIMARY KEY (consumer, event_id)
);
CREATE INDEX dead_letter_open ON dead_letter (consumer, first_at) WHERE resolved_at IS NULL;

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON outbox TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON outbox FOR SELECT TO kezhuan_app USING (kezhuan_may_read(tenant));
CREATE POLICY add ON outbox FOR INSERT TO kezhuan_app WITH CHECK ((SELECT kezhuan_reach()) IS NOT NULL);
CREATE POLICY relay ON outbox TO kezhuan_relay USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON outbox TO kezhuan_app;
GRANT SELECT, UPDATE (published_at) ON outbox TO kezhuan_relay;

GRANT SELECT, INSERT, UPDATE ON stream_state TO kezhuan_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON inbox TO kezhuan_app;
GRANT SELECT, INSERT, UPDATE ON dead_letter TO kezhuan_app, kezhuan_relay;
