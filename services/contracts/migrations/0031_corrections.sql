-- What a rule with back effect would have decided otherwise: a list for the paying tenant's people. Nothing moves by it.
ALTER TABLE rule_entry
    -- Kept when a correction takes all the entry's days: cases that are pinned to it stay with it.
    ADD COLUMN first_day     date,
    ADD COLUMN reason        text        NOT NULL DEFAULT '',
    -- Whether the decisions that the entry would change are listed; and since when they are to be.
    ADD COLUMN listed        boolean     NOT NULL DEFAULT true,
    ADD COLUMN listing_since timestamptz NOT NULL DEFAULT clock_timestamp();
UPDATE rule_entry SET first_day = lower(in_force) WHERE NOT isempty(in_force);

-- One per timeline entry that would change anything, under its id.
CREATE TABLE correction (
    id              uuid PRIMARY KEY,
    tenant          text        NOT NULL CHECK (tenant <> ''),
    hook            text        NOT NULL,
    package_digest  bytea       NOT NULL,
    settings_digest text        NOT NULL,
    first_day       date        NOT NULL,
    last_day        date,
    reason          text        NOT NULL,
    -- Decisions that were asked again.
    asked           bigint      NOT NULL,
    create_time     timestamptz NOT NULL,
    version         bigint      NOT NULL
);
CREATE INDEX correction_tenant ON correction (tenant, id);
CREATE TABLE correction_line (
    correction_id uuid        NOT NULL REFERENCES correction (id),
    claim_id      uuid        NOT NULL REFERENCES claim (id),
    tenant        text        NOT NULL CHECK (tenant <> ''),
    claim_number  text        NOT NULL,
    decision_id   uuid        NOT NULL,
    paid          boolean     NOT NULL,
    kind          text        NOT NULL,
    state         text        NOT NULL,
    old_fen       bigint      NOT NULL,
    new_fen       bigint      NOT NULL,
    -- Why nobody knows what the new rule would have granted.
    failure       text        NOT NULL DEFAULT '',
    -- What the new rule was asked, and what it answered: enough to ask it again.
    input         bytea       NOT NULL,
    outcome       bytea       NOT NULL,
    decided_by    text        NOT NULL DEFAULT '',
    decided_on    date,
    note          text        NOT NULL DEFAULT '',
    PRIMARY KEY (correction_id, claim_id)
);
CREATE INDEX correction_line_claim ON correction_line (claim_id);
CALL kezhuan_protect('correction');
CALL kezhuan_protect('correction_line');
