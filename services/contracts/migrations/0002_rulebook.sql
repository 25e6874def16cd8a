-- The rule packages and timelines this service decides with: its own copy, so that it keeps deciding
-- when the rules service and NATS are away.
CREATE TABLE rule_package (
    digest      bytea PRIMARY KEY,
    bytes       bytea       NOT NULL,
    create_time timestamptz NOT NULL
);
CREATE TABLE rule_entry (
    id                    uuid PRIMARY KEY,
    tenant                text    NOT NULL,
    hook                  text    NOT NULL,
    package_digest        bytea   NOT NULL,
    settings              jsonb   NOT NULL,
    in_force              daterange NOT NULL,
    applies_to_open_cases boolean NOT NULL
);
CREATE INDEX rule_entry_tenant_hook ON rule_entry (tenant, hook);
-- Processes watch this row: a higher number means the rulebook changed.
CREATE TABLE rule_epoch (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    epoch     bigint  NOT NULL
);
INSERT INTO rule_epoch (epoch) VALUES (0);
