-- Negotiations of an event. The body is the aggregate as the domain knows it; the columns beside it exist to be searched,
-- constrained or protected.
CREATE TABLE negotiation (
    id               uuid PRIMARY KEY,
    tenant           text        NOT NULL,
    number           text        NOT NULL,
    version          bigint      NOT NULL,
    event_sequence   bigint      NOT NULL,
    state            text        NOT NULL,
    event_id         uuid        NOT NULL REFERENCES event (id),
    event_ends_on    date        NOT NULL,
    provider         text        NOT NULL CHECK (provider <> ''),
    seeker           text        NOT NULL CHECK (seeker <> ''),
    -- The last day before it ends by itself; NULL where it does not.
    idle_until       date,
    -- As both signed it; NULL without an intent.
    intent_fen       bigint      CHECK (intent_fen BETWEEN 0 AND 10000000000000),
    -- As a side named it, in the contracts service.
    contract_id      uuid,
    -- Place of the contract's event by which the outcome was judged; NULL until then.
    judged_sequence  bigint,
    -- By the card evt.outcome; NULL until it was judged.
    counts           boolean,
    total_fen        bigint,
    technical_fen    bigint,
    body             jsonb       NOT NULL,
    create_time      timestamptz NOT NULL,
    update_time      timestamptz NOT NULL,
    CONSTRAINT negotiation_number_key UNIQUE (number),
    CONSTRAINT negotiation_sides_differ CHECK (provider <> seeker),
    CONSTRAINT negotiation_contract_is_judged CHECK ((state = 'CONTRACTED') = (counts IS NOT NULL)),
    CONSTRAINT negotiation_intent_goes_before CHECK (state NOT IN ('INTENT', 'CONTRACTED') OR intent_fen IS NOT NULL)
);
-- A contract came of one negotiation: what counts, counts once.
CREATE UNIQUE INDEX negotiation_contract_key ON negotiation (contract_id) WHERE state IN ('INTENT', 'CONTRACTED');
CREATE INDEX negotiation_created ON negotiation (create_time DESC, id DESC);
CREATE INDEX negotiation_of_event ON negotiation (event_id, state);
CREATE INDEX negotiation_provider ON negotiation (provider, create_time DESC, id DESC);
CREATE INDEX negotiation_seeker ON negotiation (seeker, create_time DESC, id DESC);
CREATE INDEX negotiation_idle ON negotiation (idle_until, id) WHERE idle_until IS NOT NULL;

-- One row for each follow-up of a negotiation, written with it.
CREATE TABLE negotiation_follow_up (
    negotiation_id uuid NOT NULL REFERENCES negotiation (id),
    months         int  NOT NULL CHECK (months > 0),
    tenant         text NOT NULL,
    due_on         date NOT NULL,
    reported_on    date,
    PRIMARY KEY (negotiation_id, months)
);
CREATE INDEX negotiation_follow_up_open ON negotiation_follow_up (due_on, negotiation_id) WHERE reported_on IS NULL;

-- Contracts as the contracts service last told of them: what outcomes are judged by.
CREATE TABLE known_contract (
    id         uuid   PRIMARY KEY,
    tenant     text   NOT NULL,
    sequence   bigint NOT NULL CHECK (sequence > 0),
    -- Legal day of that telling.
    changed_on date   NOT NULL,
    body       jsonb  NOT NULL
);
CREATE INDEX known_contract_changed ON known_contract (changed_on, id);

-- The second wall. Who of a negotiation's parties writes: its two sides, and who runs the event.
CALL events_protect('negotiation', 'id', '{APPLICANT,PARTY,ORGANISER}');
CALL events_protect('negotiation_follow_up', 'negotiation_id', '{APPLICANT,PARTY,ORGANISER}');
REVOKE DELETE ON negotiation FROM kezhuan_app;
REVOKE DELETE ON negotiation_follow_up FROM kezhuan_app;

-- What a contract says is its parties' and its office's: here only the service reads it, and keeps of it what it judged.
ALTER TABLE known_contract ENABLE ROW LEVEL SECURITY;
ALTER TABLE known_contract FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON known_contract TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY service ON known_contract TO kezhuan_app
    USING (kezhuan_reach() = 'service') WITH CHECK (kezhuan_reach() = 'service');
GRANT SELECT, INSERT, UPDATE ON known_contract TO kezhuan_app;
