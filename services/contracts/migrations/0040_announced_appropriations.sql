-- The rules service keeps what a programme may spend and announces it here, with what its authority says beside the
-- figure. What was set here before stands until the first announcement.
ALTER TABLE programme
    ADD COLUMN announced_fen     bigint,
    ADD COLUMN announced_version bigint NOT NULL DEFAULT 0,
    ADD COLUMN when_exhausted    text   NOT NULL DEFAULT 'REFUSE',
    ADD COLUMN excludes          text[] NOT NULL DEFAULT '{}',
    ADD COLUMN legal_source      text   NOT NULL DEFAULT '';
UPDATE programme SET announced_fen = appropriation_fen;
ALTER TABLE programme
    ALTER COLUMN announced_fen SET NOT NULL,
    ADD CONSTRAINT programme_announced_check CHECK (announced_fen >= 0),
    ADD CONSTRAINT programme_when_exhausted_check CHECK (when_exhausted IN ('REFUSE', 'QUEUE', 'PRORATE')),
    -- Less may be announced than is bound already; then nothing is available, and never less than nothing.
    ADD CONSTRAINT programme_appropriation_check
        CHECK (appropriation_fen = greatest(announced_fen, reserved_fen + committed_fen + paid_fen));

-- What is bound may exceed what was announced, and never grows beyond it.
CREATE FUNCTION programme_within_announced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reserved_fen + NEW.committed_fen + NEW.paid_fen > greatest(NEW.announced_fen,
        OLD.reserved_fen + OLD.committed_fen + OLD.paid_fen) THEN
        RAISE check_violation USING MESSAGE = 'more would be bound than was announced',
            CONSTRAINT = 'programme_available_check', TABLE = 'programme';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER programme_within_announced BEFORE UPDATE ON programme
    FOR EACH ROW EXECUTE FUNCTION programme_within_announced();

-- SECURITY DEFINER: the one figure of a foreign budget that a claim of the caller's moves; the appropriation follows it
-- down to what was announced.
CREATE OR REPLACE FUNCTION reserve_for_claim(of_claim uuid, of_programme uuid, new_version bigint, new_reserved_fen bigint)
    RETURNS boolean
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    WITH booked AS (
        UPDATE programme SET version = new_version, reserved_fen = new_reserved_fen,
               appropriation_fen = greatest(announced_fen, new_reserved_fen + committed_fen + paid_fen)
          FROM claim
         WHERE programme.id = of_programme AND programme.version = new_version - 1
           AND claim.id = of_claim AND claim.tenant = programme.tenant AND claim.year = programme.year
           AND (kezhuan_may_write(claim.tenant) OR kezhuan_acts_as(claim.id, '{APPLICANT}'))
        RETURNING 1)
    SELECT EXISTS (SELECT FROM booked)
$$;
