-- What a bank told us to do, by its own number: unique in the bank for ever. Written when it arrives, before anything is
-- done, so that nobody can take a number for a free one whose instruction is under way or was interrupted.
CREATE TABLE bank_instruction (
    bank            text        NOT NULL CHECK (bank <> ''),
    biz_no          text        NOT NULL CHECK (biz_no COLLATE "C" ~ '^[!-~]{1,32}$'),
    tenant          text        NOT NULL CHECK (tenant <> ''), -- the city's, whose pool and books the loans are in
    request_id      uuid        NOT NULL,                      -- of the row in `request` that keeps the answer
    method          text        NOT NULL CHECK (method <> ''),
    body_digest     bytea       NOT NULL CHECK (length(body_digest) = 32),
    case_name       text        NOT NULL,
    amount_fen      bigint      NOT NULL DEFAULT 0 CHECK (amount_fen >= 0),
    status          text        NOT NULL DEFAULT 'RECEIVED' CHECK (status IN ('RECEIVED', 'DONE', 'REFUSED')),
    refusal_code    integer,
    refusal_message text,
    refusal_details bytea,
    legal_date      date        NOT NULL,
    receive_time    timestamptz NOT NULL DEFAULT now(),
    settle_time     timestamptz,
    PRIMARY KEY (bank, biz_no),
    CONSTRAINT bank_instruction_request_key UNIQUE (bank, request_id),
    CONSTRAINT bank_instruction_refusal_check CHECK ((status = 'REFUSED') = (refusal_code IS NOT NULL)),
    CONSTRAINT bank_instruction_settle_check CHECK ((status = 'RECEIVED') = (settle_time IS NULL))
);
CREATE INDEX bank_instruction_day ON bank_instruction (bank, legal_date);
CREATE INDEX bank_instruction_received ON bank_instruction (receive_time, request_id);

-- A bank writes and reads its own; the city and auditors read all. What an instruction was stands as it came.
ALTER TABLE bank_instruction ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_instruction FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON bank_instruction TO kezhuan_owner USING (true) WITH CHECK (true);
CREATE POLICY read ON bank_instruction FOR SELECT TO kezhuan_app
    USING (kezhuan_may_read(tenant) OR bank = (SELECT kezhuan_organisation()));
CREATE POLICY add ON bank_instruction FOR INSERT TO kezhuan_app
    WITH CHECK (bank = (SELECT kezhuan_organisation()));
CREATE POLICY change ON bank_instruction FOR UPDATE TO kezhuan_app
    USING (bank = (SELECT kezhuan_organisation())) WITH CHECK (bank = (SELECT kezhuan_organisation()));
GRANT SELECT, INSERT ON bank_instruction TO kezhuan_app;
GRANT UPDATE (case_name, amount_fen, status, refusal_code, refusal_message, refusal_details, legal_date, settle_time)
    ON bank_instruction TO kezhuan_app;

-- An instruction is settled once.
CREATE FUNCTION bank_instruction_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'RECEIVED' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'instruction % of % is settled', OLD.biz_no, OLD.bank;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_instruction_stands BEFORE UPDATE ON bank_instruction
    FOR EACH ROW EXECUTE FUNCTION bank_instruction_stands();

-- In the transaction that keeps the answer, whichever way that came about: no handler can forget it.
CREATE FUNCTION bank_instruction_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE bank_instruction
       SET status = CASE WHEN NEW.answer IS NULL THEN 'REFUSED' ELSE 'DONE' END,
           refusal_code = NEW.refusal_code,
           refusal_message = NEW.refusal_message,
           refusal_details = NEW.refusal_details,
           settle_time = now()
     WHERE bank = NEW.organisation AND request_id = NEW.request_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'request % was numbered and its instruction never received', NEW.request_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER bank_instruction_settled AFTER INSERT ON request
    FOR EACH ROW WHEN (NEW.kept_for_ever) EXECUTE FUNCTION bank_instruction_settled();
