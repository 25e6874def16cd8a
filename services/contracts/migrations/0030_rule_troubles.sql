-- What is the matter with rules, as this service finds it in asking them. The rules service is told of each change,
-- and makes it an alert of the rule's owner; rows stay, so that a trouble that comes back goes on counting its events.
CREATE TABLE rule_trouble (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL CHECK (tenant <> ''),
    kind           text        NOT NULL,
    hook           text        NOT NULL,
    -- What tells two causes of one kind and hook apart.
    subject        text        NOT NULL,
    package_digest bytea,
    since          date        NOT NULL,
    text_zh        text        NOT NULL,
    text_en        text        NOT NULL,
    -- Of what one process sees and another may not: which process saw it last, and when.
    reporter       uuid        NOT NULL,
    report_time    timestamptz NOT NULL,
    end_time       timestamptz,
    version        bigint      NOT NULL,
    CONSTRAINT rule_trouble_once UNIQUE (tenant, kind, hook, subject)
);
CALL kezhuan_protect('rule_trouble');
