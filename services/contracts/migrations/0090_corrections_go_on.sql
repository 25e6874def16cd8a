-- Lists of corrections go on: what another rule decides on an entry's days is listed whenever that happens, and a line
-- is judged by its claim as it is now.
ALTER TABLE rule_entry
    -- Counts how often the entry's list was found to be due, so that a list made meanwhile doesn't pass for it.
    ADD COLUMN listing bigint NOT NULL DEFAULT 0;

-- Claims that moved in transactions before the horizon were looked at.
CREATE TABLE correction_watch (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    horizon   xid8    NOT NULL
);
INSERT INTO correction_watch (horizon) VALUES (pg_snapshot_xmin(pg_current_snapshot()));
CALL kezhuan_protect_shared('correction_watch');
GRANT SELECT, UPDATE ON correction_watch TO kezhuan_app;

-- Whether its claim is paid is the claim's to say.
ALTER TABLE correction_line DROP COLUMN paid;

-- What approved lines of other corrections added to a claim's grant, or took from it.
CREATE FUNCTION corrected_elsewhere(of_claim uuid, than uuid) RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT coalesce(sum(new_fen - old_fen), 0)::bigint FROM correction_line
           WHERE claim_id = of_claim AND correction_id <> than AND state = 'APPROVED' $$;
