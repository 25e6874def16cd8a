"""inc.rent: what of a tenant's rent is subsidised."""
from kezhuan import bp, explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        # The area is in 0.01 m².
        rent = facts.area_c * facts.rent_fen * facts.months // 100
        rate = number(facts.header, "rate_bp")
        amount = bp(rent, rate)
        if amount == 0:
            return Outcome(ok=False, reasons=["NO_RENT"], explain=[], amount_fen=0)
        explain = [Explanation(*explanation("RATE", rate, rent, amount))]
        year_left = max(number(facts.header, "year_cap_fen") - facts.year_paid_fen, 0)
        cap = min(year_left, facts.rent_paid_fen)
        for code, limit in (("CAP", cap), ("BUDGET_LEFT", facts.header.budget_left_fen)):
            if limit is not None and max(limit, 0) < amount:
                amount = max(limit, 0)
                explain.append(Explanation(*explanation(code, amount)))
        return Outcome(ok=True, reasons=[], explain=explain, amount_fen=amount)
