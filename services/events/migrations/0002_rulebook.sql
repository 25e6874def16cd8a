-- The rule packages and timelines this service decides with: its own copy, so that it keeps deciding when the rules
-- service and NATS are away.
CREATE TABLE rule_package (
    digest      bytea PRIMARY KEY,
    bytes       bytea       NOT NULL,
    create_time timestamptz NOT NULL
);
CREATE TABLE rule_entry (
    id                    uuid PRIMARY KEY,
    -- A division, or an organisation that owns a rule of its own.
    tenant                text        NOT NULL,
    hook                  text        NOT NULL,
    package_digest        bytea       NOT NULL,
    -- Whose package it is; the key that signed it is its owner's.
    package_owner         text        NOT NULL DEFAULT '',
    settings              jsonb       NOT NULL,
    in_force              daterange   NOT NULL,
    -- Kept when a correction takes all the entry's days: cases that are pinned to it stay with it.
    first_day             date,
    -- What a correction cuts in two stays one rule: its stop holds for every part.
    continues             uuid,
    applies_to_open_cases boolean     NOT NULL,
    key_id                text        NOT NULL DEFAULT '',
    reason                text        NOT NULL DEFAULT '',
    -- Cases that a rule failed before this moment are asked again: the newer entry may answer them.
    adopt_time            timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX rule_entry_tenant_hook ON rule_entry (tenant, hook);
-- Processes watch this row: a higher number means the rulebook changed.
CREATE TABLE rule_epoch (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    epoch     bigint  NOT NULL
);
INSERT INTO rule_epoch (epoch) VALUES (0);

-- What keeps a rule in force from being asked: its owner stopped the hook, or the key that signed its package was revoked.
CREATE TABLE rule_stop (
    tenant        text   NOT NULL,
    hook          text   NOT NULL,
    -- Missing once it is resumed.
    fallback      text,
    stopped_entry uuid,
    version       bigint NOT NULL,
    PRIMARY KEY (tenant, hook)
);
CREATE TABLE rule_revoked_key (
    tenant text NOT NULL,
    key_id text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (tenant, key_id)
);

-- What is the matter with rules, as this service finds it in asking them; rows stay, so that a trouble that comes back
-- goes on counting its events.
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

-- Human numbers come from blocks reserved per series and year; gaps are normal.
CREATE TABLE number_block (
    series     text   NOT NULL,
    year       int    NOT NULL,
    next_value bigint NOT NULL,
    PRIMARY KEY (series, year)
);

CALL kezhuan_protect('rule_trouble');
-- The rulebook and the number blocks are the same for all tenants: the service writes them, nobody else.
CALL kezhuan_protect_shared('number_block');
CALL kezhuan_protect_shared('rule_package');
CALL kezhuan_protect_shared('rule_entry');
CALL kezhuan_protect_shared('rule_epoch');
CALL kezhuan_protect_shared('rule_stop');
CALL kezhuan_protect_shared('rule_revoked_key');
GRANT SELECT, INSERT, UPDATE ON number_block TO kezhuan_app;
GRANT SELECT, INSERT ON rule_package, rule_revoked_key TO kezhuan_app;
GRANT SELECT, INSERT, UPDATE ON rule_entry, rule_stop TO kezhuan_app;
GRANT SELECT, UPDATE ON rule_epoch TO kezhuan_app;
