-- What carriers do for their tenants. `happened_on`: the day it was, or from which it holds.

-- Who advises; the person's organisation reads the appointment.
CREATE TABLE mentor (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    carrier_id     uuid        NOT NULL,
    tenancy_id     uuid,
    happened_on    date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX mentor_created ON mentor (create_time DESC, id DESC);
CREATE INDEX mentor_carrier ON mentor (carrier_id);
CALL incubation_protect('mentor', 'id', '{APPLICANT}');

-- What a mentor did for a tenant; both sign.
CREATE TABLE mentoring (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    carrier_id     uuid        NOT NULL,
    tenancy_id     uuid        NOT NULL REFERENCES tenancy (id),
    happened_on    date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX mentoring_created ON mentoring (create_time DESC, id DESC);
CREATE INDEX mentoring_carrier ON mentoring (carrier_id);
CREATE INDEX mentoring_tenancy ON mentoring (tenancy_id);
CALL incubation_protect('mentoring', 'id', '{APPLICANT,OPERATOR,TENANT,MENTOR}');

-- A tenant reads its own.
CREATE TABLE service_record (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    carrier_id     uuid        NOT NULL,
    tenancy_id     uuid        NOT NULL REFERENCES tenancy (id),
    happened_on    date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX service_record_created ON service_record (create_time DESC, id DESC);
CREATE INDEX service_record_carrier ON service_record (carrier_id);
CREATE INDEX service_record_tenancy ON service_record (tenancy_id);
CALL incubation_protect('service_record', 'tenancy_id', '{OPERATOR}');

-- A tenant reads its own.
CREATE TABLE investment (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    carrier_id     uuid        NOT NULL,
    tenancy_id     uuid        NOT NULL REFERENCES tenancy (id),
    happened_on    date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX investment_created ON investment (create_time DESC, id DESC);
CREATE INDEX investment_carrier ON investment (carrier_id);
CREATE INDEX investment_tenancy ON investment (tenancy_id);
CALL incubation_protect('investment', 'tenancy_id', '{OPERATOR}');

-- Of no single tenant.
CREATE TABLE activity (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    state          text        NOT NULL,
    carrier_id     uuid        NOT NULL,
    tenancy_id     uuid,
    happened_on    date        NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL
);
CREATE INDEX activity_created ON activity (create_time DESC, id DESC);
CREATE INDEX activity_carrier ON activity (carrier_id);
CALL incubation_protect('activity', 'carrier_id', '{APPLICANT}');

-- Records are never taken away, and but for the signatures of a log and the end of an appointment they do not change.
REVOKE DELETE ON mentor, mentoring, service_record, investment, activity FROM kezhuan_app;
REVOKE UPDATE ON service_record, investment, activity FROM kezhuan_app;
