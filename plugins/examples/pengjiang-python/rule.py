"""tc.incentive: 1 % of J for development, transfer and licence, 0.3 % for consulting and service."""
from kezhuan import bp, explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome, Payee, Side


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        reason = refusal(facts)
        return refused(facts, reason) if reason else granted(facts)


def refusal(facts: Facts) -> str | None:
    parties = facts.contract.parties
    tenant = facts.header.tenant
    if not any(party.side == Side.SELLER and party.division == tenant for party in parties):
        return "REGION"
    return "RELATED" if any(party.related for party in parties) else None


def granted(facts: Facts) -> Outcome:
    header, j_fen = facts.header, facts.contract.j_fen
    is_development = facts.contract.kind[:2] in ("KF", "ZR", "XK")
    rate_bp = number(header, "rate_development_bp" if is_development else "rate_service_bp")
    full = bp(j_fen, rate_bp)
    explain = [explanation("RATE", rate_bp, j_fen, full)]
    left = header.budget_left_fen
    limits = [
        ("CAP_CONTRACT", number(header, "contract_cap_fen")),
        ("CAP_YEAR", max(number(header, "year_cap_fen") - facts.history.paid_year_fen, 0)),
        ("BUDGET_LEFT", None if left is None else max(left, 0)),
    ]
    amount = full
    for code, limit in limits:
        if limit is not None and limit < amount:
            amount = limit
            explain.append(explanation(code, limit))
    return Outcome(
        ok=True,
        reasons=[],
        explain=[Explanation(*step) for step in explain],
        amount_fen=amount,
        counted_fen=j_fen,
        payee=Payee.SELLER,
        cap_hit=amount < full,
    )


def refused(facts: Facts, reason: str) -> Outcome:
    return Outcome(
        ok=False,
        reasons=[reason],
        explain=[],
        amount_fen=0,
        counted_fen=facts.contract.j_fen,
        payee=None,
        cap_hit=False,
    )
