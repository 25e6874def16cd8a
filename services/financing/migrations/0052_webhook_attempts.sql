-- Every try to send a delivery: what the bank reads when something went wrong. Gone with its delivery.
CREATE TABLE webhook_attempt (
    delivery_id  uuid        NOT NULL REFERENCES webhook_delivery (id) ON DELETE CASCADE,
    number       integer     NOT NULL CHECK (number > 0),
    organisation text        NOT NULL CHECK (organisation <> ''),
    start_time   timestamptz NOT NULL,
    duration_ms  integer     NOT NULL CHECK (duration_ms >= 0),
    status_code  integer     NOT NULL CHECK (status_code BETWEEN 0 AND 999),
    failure      text        CHECK (failure IN ('REFUSED_BY_RECEIVER', 'NO_ANSWER_IN_TIME', 'NOT_CONNECTED', 'TLS_FAILED',
                                                'ADDRESS_FORBIDDEN')),
    detail       text        NOT NULL CHECK (length(detail) <= 500),
    PRIMARY KEY (delivery_id, number)
);
CALL protect_webhooks('webhook_attempt');
GRANT SELECT, INSERT ON webhook_attempt TO kezhuan_app;
