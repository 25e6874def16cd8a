-- What is known of enterprises, of each fact the newest telling, and under which consents banks may see it.
CREATE TABLE enterprise_fact (
    enterprise  text        NOT NULL CHECK (enterprise <> ''),
    kind        text        NOT NULL,
    source      text        NOT NULL,
    -- The source's own id of the fact.
    reference   text        NOT NULL,
    tenant      text        NOT NULL,
    -- The source's count of its own versions.
    version     bigint      NOT NULL,
    told_at     timestamptz NOT NULL,
    -- Compared byte by byte, as the domain compares it.
    value       text        COLLATE "C" NOT NULL,
    update_time timestamptz NOT NULL,
    PRIMARY KEY (enterprise, kind, source, reference)
);

CREATE TABLE consent (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    enterprise     text        NOT NULL CHECK (enterprise <> ''),
    bank           text        NOT NULL CHECK (bank <> ''),
    application_id uuid        NOT NULL REFERENCES loan_application (id),
    kind           text        NOT NULL,
    given_on       date        NOT NULL,
    until_on       date        NOT NULL,
    withdrawn_on   date,
    -- The person who gave it.
    given_by       text        NOT NULL,
    create_time    timestamptz NOT NULL,
    CONSTRAINT consent_until_check CHECK (until_on >= given_on),
    CONSTRAINT consent_withdrawn_check CHECK (withdrawn_on >= given_on)
);
CREATE INDEX consent_application ON consent (application_id);
CREATE INDEX consent_bank ON consent (bank, enterprise) WHERE withdrawn_on IS NULL;
