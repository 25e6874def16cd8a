-- The city whose pool and authorities a county's cases come to; of a city the city itself.
CREATE FUNCTION financing_city(of_tenant text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT left(of_tenant, 4) || '00' $$;

-- Whether an office of that city asks: cases are their county's, and the city's authorities decide on them.
CREATE FUNCTION financing_is_city_of(of_tenant text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(kezhuan_reach() IN ('own', 'city') AND kezhuan_tenant() = financing_city(of_tenant), false) $$;

-- The pool's books. Nobody writes these tables: `ledger_post` is the one way in, whoever takes the step that is booked,
-- and what it may do is held by constraints and triggers below.

-- A row per account, kept in step in the transaction that moves it: a balance is one row.
CREATE TABLE ledger_account (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant      text   NOT NULL CHECK (tenant <> ''),
    -- The account in one word: its kind and what tells it from others of the kind.
    code        text   NOT NULL,
    kind        text   NOT NULL CHECK (kind IN ('CASH', 'CONTRIBUTION', 'COMPENSATION', 'RECOVERY', 'SUBSIDY_PAID',
                                                'SUBSIDY_RETURNED', 'EARMARKED', 'RESERVED', 'COVERED', 'CLAIMED',
                                                'COVER_GIVEN')),
    fund        text   CHECK (fund IN ('COMPENSATION', 'SUBSIDY')),
    source      text   CHECK (source IN ('PROVINCE', 'CITY', 'COUNTY')),
    bank        text   CHECK (bank <> ''),
    mode        text   CHECK (mode IN ('LOAN', 'INSURANCE', 'GUARANTEE')),
    -- Accounts that stand in for each other share this: money and what is set aside of it, losses and what came back.
    held_with   text   NOT NULL GENERATED ALWAYS AS (
                    CASE WHEN kind IN ('CASH', 'RESERVED') THEN 'FUND/' || fund
                         WHEN kind IN ('COMPENSATION', 'RECOVERY') THEN 'LOSS/' || bank || '/' || mode
                         WHEN kind IN ('SUBSIDY_PAID', 'SUBSIDY_RETURNED') THEN 'SUBSIDY/' || source
                         ELSE code END) STORED,
    debits_fen  bigint NOT NULL DEFAULT 0 CHECK (debits_fen >= 0),
    credits_fen bigint NOT NULL DEFAULT 0 CHECK (credits_fen >= 0),
    -- How many postings stand on it.
    postings    bigint NOT NULL DEFAULT 0,
    CONSTRAINT ledger_account_code_key UNIQUE (tenant, code),
    CONSTRAINT ledger_account_parts_check CHECK (
        (fund IS NOT NULL) = (kind IN ('CASH', 'CONTRIBUTION', 'EARMARKED', 'RESERVED'))
        AND (source IS NOT NULL) = (kind IN ('CONTRIBUTION', 'SUBSIDY_PAID', 'SUBSIDY_RETURNED'))
        AND (bank IS NOT NULL) = (kind IN ('COMPENSATION', 'RECOVERY', 'COVERED', 'CLAIMED'))
        AND (mode IS NOT NULL) = (bank IS NOT NULL)),
    -- On which side each account may stand at all.
    CONSTRAINT ledger_fund_check CHECK (CASE kind WHEN 'CASH' THEN debits_fen >= credits_fen
                                                  WHEN 'EARMARKED' THEN debits_fen >= credits_fen
                                                  WHEN 'RESERVED' THEN debits_fen <= credits_fen ELSE true END),
    CONSTRAINT ledger_cover_check CHECK (CASE kind WHEN 'COVERED' THEN debits_fen >= credits_fen
                                                   WHEN 'CLAIMED' THEN debits_fen >= credits_fen
                                                   WHEN 'COVER_GIVEN' THEN debits_fen <= credits_fen ELSE true END),
    CONSTRAINT ledger_back_check CHECK (CASE kind WHEN 'COMPENSATION' THEN debits_fen >= credits_fen
                                                  WHEN 'SUBSIDY_PAID' THEN debits_fen >= credits_fen
                                                  WHEN 'RECOVERY' THEN debits_fen <= credits_fen
                                                  WHEN 'SUBSIDY_RETURNED' THEN debits_fen <= credits_fen
                                                  WHEN 'CONTRIBUTION' THEN debits_fen <= credits_fen ELSE true END)
) WITH (fillfactor = 50);
CREATE INDEX ledger_account_held_with ON ledger_account (tenant, held_with, code);

-- How far a pool's books have come. Whoever books takes this row first: movements come one after another, in the order of
-- their numbers, and nobody waits for an account.
CREATE TABLE ledger_book (
    tenant      text   PRIMARY KEY CHECK (tenant <> ''),
    last_number bigint NOT NULL
) WITH (fillfactor = 50);

-- One movement of the books, and the step that it belongs to.
CREATE TABLE ledger_transaction (
    id           uuid PRIMARY KEY,
    tenant       text        NOT NULL REFERENCES ledger_book (tenant),
    -- 1, 2, 3 … over the books, without a gap.
    number       bigint      NOT NULL CHECK (number > 0),
    -- The loan, claim or deposit whose step it is, as that step left it: a step is booked once.
    case_id      uuid        NOT NULL,
    case_version bigint      NOT NULL,
    aggregate    text        NOT NULL,
    kind         text        NOT NULL,
    -- Of a deposit: the document it stands on.
    reference    text        NOT NULL,
    -- The same with fund and source, however its number is written: money is put in by it once.
    document     text        CHECK (document <> ''),
    -- Who took the step behind it.
    actor        text        NOT NULL,
    legal_date   date        NOT NULL,
    create_time  timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT ledger_transaction_number_key UNIQUE (tenant, number),
    CONSTRAINT ledger_transaction_document_key UNIQUE (tenant, document),
    CONSTRAINT ledger_transaction_deposit_check CHECK ((document IS NOT NULL) = (kind = 'DEPOSIT')),
    CONSTRAINT ledger_transaction_step_key UNIQUE (case_id, case_version)
);

CREATE TABLE ledger_posting (
    account_id     bigint NOT NULL REFERENCES ledger_account (id),
    -- 1, 2, 3 … of the account, without a gap.
    place          bigint NOT NULL CHECK (place > 0),
    transaction_id uuid   NOT NULL REFERENCES ledger_transaction (id),
    tenant         text   NOT NULL,
    side           text   NOT NULL CHECK (side IN ('DEBIT', 'CREDIT')),
    amount_fen     bigint NOT NULL CHECK (amount_fen > 0),
    -- Debits less credits of the account after this posting.
    balance_fen    bigint NOT NULL,
    PRIMARY KEY (account_id, place)
);
CREATE INDEX ledger_posting_transaction ON ledger_posting (transaction_id);

-- Σ debits = Σ credits of every transaction, all of them in one pool's accounts, and each posting one that its account
-- counts; asked when it commits. SECURITY DEFINER: the sum counts every posting, whatever the caller sees.
CREATE FUNCTION ledger_transaction_balances() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    of_transaction uuid;
    difference     numeric;
    well_placed    boolean;
BEGIN
    IF TG_TABLE_NAME = 'ledger_posting' THEN
        of_transaction := NEW.transaction_id;
    ELSE
        of_transaction := NEW.id;
    END IF;
    SELECT sum(CASE posting.side WHEN 'DEBIT' THEN posting.amount_fen ELSE -posting.amount_fen END),
           bool_and(posting.tenant = booked.tenant AND account.tenant = booked.tenant
                    AND posting.place <= account.postings)
      INTO difference, well_placed
      FROM ledger_posting posting
      JOIN ledger_transaction booked ON booked.id = posting.transaction_id
      JOIN ledger_account account ON account.id = posting.account_id
     WHERE posting.transaction_id = of_transaction;
    -- One without a posting has no difference at all.
    IF difference IS DISTINCT FROM 0 THEN
        RAISE check_violation USING MESSAGE = 'the debits and credits of a transaction are not equal',
            CONSTRAINT = 'ledger_balance_check', TABLE = TG_TABLE_NAME;
    END IF;
    IF NOT well_placed THEN
        RAISE check_violation USING MESSAGE = 'a posting stands on no account of the pool that counts it',
            CONSTRAINT = 'ledger_place_check', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transaction_balances AFTER INSERT ON ledger_transaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_balances();
CREATE CONSTRAINT TRIGGER ledger_posting_balances AFTER INSERT ON ledger_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_balances();

-- An account says what its postings come to, whoever writes it: it opens with nothing, and each of its moves is its next
-- posting, by side and amount; asked when it commits. With the two above all accounts of a pool come to nothing, always.
CREATE FUNCTION ledger_account_follows() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    follows boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        follows := NEW.debits_fen = 0 AND NEW.credits_fen = 0 AND NEW.postings = 0;
    ELSE
        SELECT NEW.id = OLD.id AND NEW.tenant = OLD.tenant AND NEW.code = OLD.code
               AND NEW.postings = OLD.postings + 1
               AND NEW.debits_fen - OLD.debits_fen = CASE side WHEN 'DEBIT' THEN amount_fen ELSE 0 END
               AND NEW.credits_fen - OLD.credits_fen = CASE side WHEN 'CREDIT' THEN amount_fen ELSE 0 END
               AND NEW.debits_fen - NEW.credits_fen = balance_fen
          INTO follows
          FROM ledger_posting WHERE account_id = NEW.id AND place = NEW.postings;
    END IF;
    IF follows IS NOT TRUE THEN
        RAISE check_violation USING MESSAGE = 'an account is moved by its postings alone', TABLE = 'ledger_account',
            CONSTRAINT = 'ledger_account_follows_check';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_account_follows AFTER INSERT OR UPDATE ON ledger_account
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_account_follows();

-- What was booked stands, also for the owner of the tables: a mistake is booked back.
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE restrict_violation USING MESSAGE = 'what was booked is never changed or removed', TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER ledger_transaction_append_only BEFORE UPDATE OR DELETE ON ledger_transaction
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_transaction_kept BEFORE TRUNCATE ON ledger_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE ON ledger_posting
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_posting_kept BEFORE TRUNCATE ON ledger_posting
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();

-- No more is set aside than there is, and no more comes back than was paid. Asked once a statement has moved all its
-- accounts; whoever books is alone with the books.
CREATE FUNCTION ledger_accounts_hold() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    left_over numeric;
BEGIN
    SELECT sum(debits_fen - credits_fen) INTO left_over
      FROM ledger_account WHERE tenant = NEW.tenant AND held_with = NEW.held_with;
    IF left_over < 0 THEN
        RAISE check_violation USING MESSAGE = 'an account is overdrawn', TABLE = 'ledger_account',
            CONSTRAINT = CASE WHEN NEW.kind IN ('CASH', 'RESERVED') THEN 'ledger_fund_check' ELSE 'ledger_back_check' END;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_accounts_hold AFTER UPDATE OF debits_fen, credits_fen ON ledger_account
    FOR EACH ROW WHEN (NEW.kind IN ('CASH', 'RESERVED', 'COMPENSATION', 'RECOVERY', 'SUBSIDY_PAID', 'SUBSIDY_RETURNED'))
    EXECUTE FUNCTION ledger_accounts_hold();

-- Whether the caller's step in a case may move the books of `of_tenant`: its own people's, who may write the case, or a
-- party's that acts in it. SECURITY DEFINER: it asks, and shows nothing.
CREATE FUNCTION ledger_may_post(of_tenant text, of_case uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT kezhuan_may_write(of_tenant)
        OR EXISTS (SELECT FROM (SELECT id, tenant FROM loan
                                UNION ALL SELECT id, tenant FROM compensation_claim
                                UNION ALL SELECT id, tenant FROM subsidy_claim) AS moved(id, tenant)
                    WHERE moved.id = of_case AND of_tenant = financing_city(moved.tenant)
                      AND (kezhuan_may_write(moved.tenant) OR financing_is_city_of(moved.tenant)
                           OR kezhuan_acts_as(moved.id, '{APPLICANT,BANK}')))
$$;

-- Books one transaction and answers its number. SECURITY DEFINER: a bank's or an enterprise's own step moves the pool's
-- books, which they may not write; it does so for a case they act in, and in no other way.
CREATE FUNCTION ledger_post(new_id uuid, of_tenant text, of_case uuid, of_version bigint, of_aggregate text, what text,
                            with_reference text, on_document text, by_actor text, on_day date, codes text[],
                            kinds text[], funds text[], sources text[], banks text[], modes text[], sides text[],
                            amounts bigint[]) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    new_number bigint;
    booked     bigint;
BEGIN
    IF NOT ledger_may_post(of_tenant, of_case) THEN
        RAISE insufficient_privilege USING MESSAGE = 'the caller takes no step in this case';
    END IF;
    INSERT INTO ledger_book AS book (tenant, last_number) VALUES (of_tenant, 1)
        ON CONFLICT (tenant) DO UPDATE SET last_number = book.last_number + 1
        RETURNING last_number INTO new_number;
    INSERT INTO ledger_account (tenant, code, kind, fund, source, bank, mode)
    SELECT of_tenant, line.code, line.kind, line.fund, line.source, line.bank, line.mode
      FROM unnest(codes, kinds, funds, sources, banks, modes) AS line(code, kind, fund, source, bank, mode)
     WHERE NOT EXISTS (SELECT FROM ledger_account known WHERE known.tenant = of_tenant AND known.code = line.code)
        ON CONFLICT (tenant, code) DO NOTHING;
    INSERT INTO ledger_transaction (id, tenant, number, case_id, case_version, aggregate, kind, reference, document,
                                    actor, legal_date)
    VALUES (new_id, of_tenant, new_number, of_case, of_version, of_aggregate, what, with_reference, on_document,
            by_actor, on_day);
    WITH line AS (
        SELECT * FROM unnest(codes, sides, amounts) AS line(code, side, amount_fen)),
    moved AS (
        UPDATE ledger_account account
           SET debits_fen = debits_fen + CASE line.side WHEN 'DEBIT' THEN line.amount_fen ELSE 0 END,
               credits_fen = credits_fen + CASE line.side WHEN 'CREDIT' THEN line.amount_fen ELSE 0 END,
               postings = postings + 1
          FROM line WHERE account.tenant = of_tenant AND account.code = line.code
        RETURNING account.id, account.postings, account.debits_fen - account.credits_fen AS balance_fen,
                  line.side, line.amount_fen)
    INSERT INTO ledger_posting (account_id, place, transaction_id, tenant, side, amount_fen, balance_fen)
    SELECT id, postings, new_id, of_tenant, side, amount_fen, balance_fen FROM moved;
    GET DIAGNOSTICS booked = ROW_COUNT;
    -- An account that stood twice in one transaction would be moved once.
    IF booked <> cardinality(codes) THEN
        RAISE cardinality_violation USING MESSAGE = 'an account stands once in a transaction';
    END IF;
    RETURN new_number;
END $$;

-- Holds a pool's books as they are until the transaction ends: nothing is booked meanwhile. Whoever decides by what they say
-- holds them before reading. SECURITY DEFINER: a bank reads its own accounts alone, and has all of them held.
CREATE FUNCTION ledger_hold(of_tenant text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM ledger_book WHERE tenant = of_tenant FOR SHARE;
    IF NOT FOUND THEN
        -- Books in which nothing stands yet are held as well.
        INSERT INTO ledger_book (tenant, last_number) VALUES (of_tenant, 0) ON CONFLICT (tenant) DO NOTHING;
        PERFORM 1 FROM ledger_book WHERE tenant = of_tenant FOR SHARE;
    END IF;
END $$;

-- Whether every account says what its postings come to, and all of them together come to nothing; NULL for whoever may
-- not read the books. SECURITY DEFINER: a part of the books balances by accident or not at all.
CREATE FUNCTION ledger_is_balanced(of_tenant text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT CASE WHEN kezhuan_may_read(of_tenant) THEN
           coalesce(sum(debits_fen) = sum(credits_fen), true)
           AND NOT EXISTS (
               SELECT FROM ledger_account account
                 LEFT JOIN LATERAL (
                      SELECT coalesce(sum(amount_fen) FILTER (WHERE side = 'DEBIT'), 0) AS debits,
                             coalesce(sum(amount_fen) FILTER (WHERE side = 'CREDIT'), 0) AS credits,
                             count(*) AS postings
                        FROM ledger_posting WHERE account_id = account.id) posted ON true
                WHERE account.tenant = of_tenant
                  AND (account.debits_fen, account.credits_fen, account.postings)
                      IS DISTINCT FROM (posted.debits, posted.credits, posted.postings))
           END
      FROM ledger_account WHERE tenant = of_tenant
$$;
