-- What each case counts for in the figures that are counted in heads. One row per case and calendar year in which something was
-- told of it: a year that is over keeps what was known at its end.
CREATE TABLE counted_standing (
    code         text NOT NULL CHECK (code <> ''),
    case_id      uuid NOT NULL,
    -- The year in which it was told, and the first one that knew better; none of what is known today.
    known_since  int  NOT NULL,
    known_until  int,
    tenant       text NOT NULL CHECK (tenant <> ''),
    division     text NOT NULL,
    -- Rows with the same one count once.
    counted_as   text NOT NULL,
    -- The days on which it counts, from the first to the one before the last mark; none where it never does.
    counts_from  date,
    counts_until date,
    body         jsonb NOT NULL,
    PRIMARY KEY (code, case_id, known_since),
    CONSTRAINT counted_standing_known CHECK (known_until > known_since)
);
CREATE INDEX counted_standing_figure ON counted_standing (code, counted_as, case_id);
CALL kezhuan_protect('counted_standing', NULL);

-- Figures are of all tenants: the service alone forgets them, to count its sources' events again. Answers how many cases.
-- SECURITY DEFINER: row security lets nobody write in more than one tenant.
CREATE FUNCTION forget_counted(of_code text) RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH forgotten AS (
        DELETE FROM counted_standing WHERE code = of_code AND kezhuan_reach() = 'service' RETURNING case_id)
    SELECT count(DISTINCT case_id) FROM forgotten
$$;
