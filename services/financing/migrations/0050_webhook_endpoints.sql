-- Where organisations are told of their cases. Their own business: neither the city nor an auditor reads these tables,
-- only the organisation and the service that sends.
CREATE PROCEDURE protect_webhooks(protected regclass) LANGUAGE plpgsql AS $$
DECLARE
    own text := '(organisation = (SELECT kezhuan_organisation())'
                ' OR ((SELECT kezhuan_reach()) = ''service'' AND (SELECT kezhuan_organisation()) = ''financing''))';
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
    EXECUTE format('CREATE POLICY owner ON %s TO kezhuan_owner USING (true) WITH CHECK (true)', protected);
    EXECUTE format('CREATE POLICY own ON %s TO kezhuan_app USING (%s) WITH CHECK (%s)', protected, own, own);
END $$;

CREATE TABLE webhook_endpoint (
    id                  uuid        PRIMARY KEY,
    organisation        text        NOT NULL CHECK (organisation <> ''),
    state               text        NOT NULL CHECK (state IN ('ENABLED', 'DISABLED', 'DELETED')),
    url                 text        NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
    event_types         text[]      NOT NULL,
    description         text        NOT NULL CHECK (length(description) <= 200),
    disabled_reason     text        CHECK (disabled_reason IN ('BY_OWNER', 'GONE', 'FAILING')),
    disable_time        timestamptz,
    -- Both under the key of the service, never in clear: nobody can send in our name who reads this table.
    secret              bytea       NOT NULL,
    old_secret          bytea,
    old_secret_end_time timestamptz,
    version             bigint      NOT NULL CHECK (version > 0),
    event_sequence      bigint      NOT NULL CHECK (event_sequence >= 0),
    create_time         timestamptz NOT NULL,
    update_time         timestamptz NOT NULL,
    -- How it answers; no part of the version, since nobody changes it by hand.
    failures_in_row     integer     NOT NULL DEFAULT 0 CHECK (failures_in_row >= 0),
    rest_until          timestamptz,
    deliver_time        timestamptz,
    CHECK ((state = 'DISABLED') = (disabled_reason IS NOT NULL)),
    CHECK ((state = 'DISABLED') = (disable_time IS NOT NULL)),
    CHECK ((old_secret IS NULL) = (old_secret_end_time IS NULL))
);
CREATE INDEX webhook_endpoint_organisation ON webhook_endpoint (organisation, create_time DESC, id DESC);
CALL protect_webhooks('webhook_endpoint');
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_endpoint TO kezhuan_app;
