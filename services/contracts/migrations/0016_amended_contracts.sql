-- What an amendment does to a claim, whom a notice names, and one re-examination of each decision.

-- SECURITY DEFINER: whether J was amended since the claim's amount was computed; a paying tenant does not
-- see the contract. A claim that keeps no basis was computed before there was one.
CREATE FUNCTION outdated(of_claim uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$ SELECT EXISTS (SELECT FROM claim JOIN contract ON contract.id = claim.contract_id
                          WHERE claim.id = of_claim
                            AND claim.state IN ('COMPUTED', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING')
                            AND claim.body #> '{basis,technical}' IS NOT NULL
                            AND contract.technical_amount_fen IS DISTINCT FROM
                                (claim.body #>> '{basis,technical}')::bigint) $$;

-- A refusal of figures that an amendment overtook decides nothing on the contract as it is now.
ALTER TABLE claim ADD COLUMN makes_room boolean NOT NULL
    GENERATED ALWAYS AS (state = 'WITHDRAWN'
                         OR (state = 'REFUSED' AND coalesce(body #> '{refusal,outdated}' = 'true', false))) STORED;
DROP INDEX claim_once_key;
CREATE UNIQUE INDEX claim_once_key ON claim (contract_id, tenant) WHERE NOT makes_room;

-- A grant that came back in part goes on counting with the rest.
CREATE OR REPLACE FUNCTION granted_in_year(of_tenant text, of_enterprise text, of_year int, left_out uuid)
    RETURNS TABLE (granted_fen bigint, counted_fen bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT coalesce(sum(claim.amount_fen - claim.recovered_fen), 0)::bigint, coalesce(sum(claim.counted_fen), 0)::bigint
      FROM claim
     WHERE claim.tenant = of_tenant AND claim.enterprise = of_enterprise AND claim.year = of_year
       AND claim.id IS DISTINCT FROM left_out AND kezhuan_reach() IS NOT NULL
       AND (claim.state IN ('COMPUTED', 'APPROVED', 'PUBLISHED', 'SUSPENDED', 'PAID', 'RECOVERING')
            OR (claim.state = 'RECOVERED' AND claim.recovered_fen < claim.amount_fen))
$$;

-- SECURITY DEFINER: whoever may object has to find what to object to, also outside their own tenant.
-- The names are those of the body, which leaves out what may not stand in public.
DROP FUNCTION published_claims(text, timestamptz, uuid, bigint);
CREATE FUNCTION published_claims(of_tenant text, after_time timestamptz, after_id uuid, size bigint)
    RETURNS TABLE (id uuid, number text, tenant text, organisation text, contract_id uuid, certificate_number text,
                   kind text, project_name text, payee text, payee_name text, payee_credit_code text,
                   amount_fen bigint, notice jsonb, create_time timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT claim.id, claim.number, claim.tenant, claim.organisation, claim.contract_id,
           coalesce(claim.body #>> '{basis,certificate_number}', ''), coalesce(claim.body #>> '{basis,kind}', ''),
           coalesce(claim.body #>> '{basis,project_name}', ''), coalesce(claim.body #>> '{amount,payee}', ''),
           coalesce(claim.body #>> '{amount,recipient,name}', ''),
           coalesce(claim.body #>> '{amount,recipient,credit_code}', ''),
           claim.amount_fen, claim.body->'notice', claim.create_time
      FROM claim
     WHERE claim.state = 'PUBLISHED' AND kezhuan_reach() IS NOT NULL
       AND (of_tenant IS NULL OR claim.tenant = of_tenant)
       AND (after_time IS NULL OR (claim.create_time, claim.id) < (after_time, after_id))
     ORDER BY claim.create_time DESC, claim.id DESC LIMIT size
$$;

-- A decision is the contract's version that made it. A withdrawn appeal makes room for another; a closed one does not.
ALTER TABLE appeal ADD COLUMN decision_version bigint;
CREATE UNIQUE INDEX appeal_decision_key ON appeal (contract_id, decision_version) WHERE state <> 'WITHDRAWN';
