-- Claims that the budget can't cover wait in one line per programme-year, in the order they were accepted.
ALTER TABLE claim ADD COLUMN place bigint;
ALTER TABLE claim ADD CONSTRAINT claim_place_check CHECK ((state = 'HELD') = (place IS NOT NULL));
CREATE UNIQUE INDEX claim_line_key ON claim (tenant, year, place) WHERE place IS NOT NULL;

-- SECURITY DEFINER: how many wait before a claim and which place comes next, also for a claimant who sees none of
-- them. Whoever asks holds the programme, so that no two claims are given one place.
CREATE FUNCTION line_before_claim(of_claim uuid) RETURNS TABLE (waiting bigint, next_place bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT count(other.id), coalesce(max(other.place), 0) + 1
      FROM claim LEFT JOIN claim other
        ON other.tenant = claim.tenant AND other.year = claim.year AND other.place IS NOT NULL AND other.id <> claim.id
     WHERE claim.id = of_claim
       AND (kezhuan_may_write(claim.tenant) OR kezhuan_acts_as(claim.id, '{APPLICANT}'))
$$;

-- What waits counts towards the payee's year, so that one enterprise can't line up its whole cap several times.
CREATE OR REPLACE FUNCTION granted_in_year(of_tenant text, of_enterprise text, of_year int, left_out uuid)
    RETURNS TABLE (granted_fen bigint, counted_fen bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT coalesce(sum(claim.amount_fen - claim.recovered_fen), 0)::bigint, coalesce(sum(claim.counted_fen), 0)::bigint
      FROM claim
     WHERE claim.tenant = of_tenant AND claim.enterprise = of_enterprise AND claim.year = of_year
       AND claim.id IS DISTINCT FROM left_out AND kezhuan_reach() IS NOT NULL
       AND (claim.state IN ('COMPUTED', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING', 'HELD')
            OR (claim.state = 'RECOVERED' AND claim.recovered_fen < claim.amount_fen))
$$;

-- SECURITY DEFINER: as before; what waits is overtaken by an amendment like what was computed.
CREATE OR REPLACE FUNCTION outdated(of_claim uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT EXISTS (SELECT FROM claim JOIN contract ON contract.id = claim.contract_id
                          WHERE claim.id = of_claim
                            AND claim.state IN ('COMPUTED', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING',
                                                'HELD')
                            AND claim.body #> '{basis,technical}' IS NOT NULL
                            AND contract.technical_amount_fen IS DISTINCT FROM
                                (claim.body #>> '{basis,technical}')::bigint) $$;
