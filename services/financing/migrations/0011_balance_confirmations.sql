-- A bank's loans at the end of a month, as a file that both sides sign: kept as it was when the first of them did.
CREATE TABLE balance_confirmation (
    id              uuid PRIMARY KEY,
    tenant          text        NOT NULL,
    version         bigint      NOT NULL,
    event_sequence  bigint      NOT NULL,
    state           text        NOT NULL CHECK (state IN ('CONFIRMED_BY_ONE', 'CONFIRMED')),
    bank            text        NOT NULL CHECK (bank <> ''),
    -- The month's last day.
    as_of           date        NOT NULL,
    file            bytea       NOT NULL,
    file_sha256     bytea       NOT NULL CHECK (file_sha256 = sha256(file)),
    loans           bigint      NOT NULL CHECK (loans >= 0),
    outstanding_fen bigint      NOT NULL CHECK (outstanding_fen >= 0),
    bank_by         text,
    bank_on         date,
    pool_by         text,
    pool_on         date,
    create_time     timestamptz NOT NULL,
    update_time     timestamptz NOT NULL,
    CONSTRAINT balance_confirmation_month_key UNIQUE (bank, as_of),
    CONSTRAINT balance_confirmation_as_of_check CHECK (extract(day FROM as_of + 1) = 1),
    CONSTRAINT balance_confirmation_bank_signs CHECK (num_nulls(bank_by, bank_on) IN (0, 2)),
    CONSTRAINT balance_confirmation_pool_signs CHECK (num_nulls(pool_by, pool_on) IN (0, 2)),
    CONSTRAINT balance_confirmation_signatures
        CHECK (num_nonnulls(bank_by, pool_by) = CASE state WHEN 'CONFIRMED' THEN 2 ELSE 1 END)
);
CREATE INDEX balance_confirmation_created ON balance_confirmation (create_time DESC, id DESC);

-- What was signed stands: the other side adds its signature, and nothing else differs.
CREATE FUNCTION balance_confirmation_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.bank, NEW.as_of, NEW.file_sha256, NEW.loans, NEW.outstanding_fen)
       IS DISTINCT FROM (OLD.id, OLD.bank, OLD.as_of, OLD.file_sha256, OLD.loans, OLD.outstanding_fen)
       OR (OLD.bank_by IS NOT NULL AND (NEW.bank_by, NEW.bank_on) IS DISTINCT FROM (OLD.bank_by, OLD.bank_on))
       OR (OLD.pool_by IS NOT NULL AND (NEW.pool_by, NEW.pool_on) IS DISTINCT FROM (OLD.pool_by, OLD.pool_on)) THEN
        RAISE restrict_violation USING MESSAGE = 'what was signed is not rewritten', TABLE = 'balance_confirmation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER balance_confirmation_stands BEFORE UPDATE ON balance_confirmation
    FOR EACH ROW EXECUTE FUNCTION balance_confirmation_stands();

CALL financing_protect('balance_confirmation', 'id', '{APPLICANT}');
REVOKE DELETE ON balance_confirmation FROM kezhuan_app;
