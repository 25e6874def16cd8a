-- Rights of intellectual property and what lies on them. The body is the aggregate as the domain knows it; the columns
-- beside it exist to be searched, constrained or protected.
CREATE TABLE ip_asset (
    id             uuid PRIMARY KEY,
    tenant         text        NOT NULL,
    version        bigint      NOT NULL,
    event_sequence bigint      NOT NULL,
    kind           text        NOT NULL,
    number         text        NOT NULL,
    owner          text        NOT NULL CHECK (owner <> ''),
    legal          text        NOT NULL,
    encumbrance    text        NOT NULL,
    -- The pledge that lies on it.
    pledge_id      uuid,
    expires_on     date,
    -- The day the next annual fee falls due; of patents only.
    fee_due_on     date,
    -- The last day of the valuation that its pledge stands on.
    valuation_ends_on date,
    -- A court preserves it, or its ownership is disputed.
    preserved      boolean     NOT NULL,
    body           jsonb       NOT NULL,
    create_time    timestamptz NOT NULL,
    update_time    timestamptz NOT NULL,
    -- A right is known once, whoever registers it.
    CONSTRAINT ip_asset_number_key UNIQUE (kind, number),
    CONSTRAINT ip_asset_pledge_check CHECK ((encumbrance = 'PLEDGED') = (pledge_id IS NOT NULL)),
    CONSTRAINT ip_asset_valuation_check CHECK (valuation_ends_on IS NULL OR encumbrance = 'PLEDGED')
);
CREATE INDEX ip_asset_created ON ip_asset (create_time DESC, id DESC);
CREATE INDEX ip_asset_owner ON ip_asset (owner, create_time DESC, id DESC);
-- Rights that have ended need no clock.
CREATE INDEX ip_asset_fee_due ON ip_asset (fee_due_on) WHERE fee_due_on IS NOT NULL AND legal IN ('VALID', 'GRACE', 'CHALLENGED');
CREATE INDEX ip_asset_valuation_ends ON ip_asset (valuation_ends_on) WHERE valuation_ends_on IS NOT NULL AND legal IN ('VALID', 'GRACE', 'CHALLENGED');
CREATE INDEX ip_asset_expires ON ip_asset (expires_on) WHERE expires_on IS NOT NULL AND legal IN ('VALID', 'GRACE', 'CHALLENGED');

-- Who came first for a right, second, third … Kept for ever; what can change is until when a place is kept, and how it
-- ended. `holds`: the reservation stands, or the pledge it became lies on the right.
CREATE TABLE asset_reservation (
    asset_id     uuid        NOT NULL REFERENCES ip_asset (id),
    place        int         NOT NULL CHECK (place > 0),
    tenant       text        NOT NULL,
    pledge_id    uuid        NOT NULL,
    bank         text        NOT NULL CHECK (bank <> ''),
    reserved_on  date        NOT NULL,
    until_on     date        NOT NULL,
    ended        text        CHECK (ended IN ('REGISTERED', 'REFUSED', 'LAPSED', 'WITHDRAWN')),
    holds        boolean     NOT NULL,
    -- Taken while the right's row is held: of two reservations of one right, the earlier has the lower number.
    sequence     bigint      GENERATED ALWAYS AS IDENTITY,
    reserve_time timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (asset_id, place),
    CONSTRAINT asset_reservation_sequence_key UNIQUE (sequence),
    CONSTRAINT asset_reservation_holds_check CHECK (CASE WHEN ended IS NULL THEN holds ELSE ended = 'REGISTERED' OR NOT holds END)
);
-- A right is not pledged twice: one reservation or pledge at a time, whatever anybody writes.
CREATE UNIQUE INDEX asset_reservation_holds_key ON asset_reservation (asset_id) WHERE holds;
CREATE INDEX asset_reservation_pledge ON asset_reservation (pledge_id);
CREATE INDEX asset_reservation_over ON asset_reservation (until_on, asset_id) WHERE ended IS NULL;

-- The order of arrival is a proof only as long as nobody can rewrite it.
CREATE FUNCTION asset_reservation_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE restrict_violation USING MESSAGE = 'a reservation is kept for ever', TABLE = 'asset_reservation';
    END IF;
    IF (NEW.asset_id, NEW.place, NEW.tenant, NEW.pledge_id, NEW.bank, NEW.reserved_on, NEW.sequence, NEW.reserve_time)
       IS DISTINCT FROM
       (OLD.asset_id, OLD.place, OLD.tenant, OLD.pledge_id, OLD.bank, OLD.reserved_on, OLD.sequence, OLD.reserve_time)
       OR (OLD.ended IS NOT NULL AND NEW.ended IS DISTINCT FROM OLD.ended)
       OR (NEW.holds AND NOT OLD.holds) THEN
        RAISE restrict_violation USING MESSAGE = 'a reservation is not rewritten', TABLE = 'asset_reservation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER asset_reservation_kept BEFORE UPDATE OR DELETE ON asset_reservation
    FOR EACH ROW EXECUTE FUNCTION asset_reservation_kept();

-- What bank and enterprise were told of a right: each thing once.
CREATE TABLE ip_alert (
    id            uuid PRIMARY KEY,
    asset_id      uuid        NOT NULL REFERENCES ip_asset (id),
    tenant        text        NOT NULL,
    kind          text        NOT NULL,
    about         date,
    days_before   int,
    asset_version bigint,
    owner         text        NOT NULL,
    bank          text,
    raised_on     date        NOT NULL,
    create_time   timestamptz NOT NULL,
    CONSTRAINT ip_alert_once_key UNIQUE NULLS NOT DISTINCT (asset_id, kind, about, days_before, asset_version, owner, bank)
);
CREATE INDEX ip_alert_created ON ip_alert (create_time DESC, id DESC);
