"""ip.subsidy: what of an enterprise's interest is subsidised."""
from kezhuan import bp, explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        base = max(facts.paid_fen - facts.penalty_fen - facts.other_fen, 0)
        if base == 0:
            return Outcome(ok=False, reasons=["NOTHING_LEFT"], explain=[], base_fen=base, amount_fen=0)
        rate = number(facts.header, "rate_bp")
        amount = bp(base, rate)
        explain = [Explanation(*explanation("RATE", rate, base, amount))]
        year_left = number(facts.header, "year_cap_fen") - facts.year_paid_fen
        for code, limit in (("CAP_YEAR", year_left), ("BUDGET_LEFT", facts.header.budget_left_fen)):
            if limit is not None and max(limit, 0) < amount:
                amount = max(limit, 0)
                explain.append(Explanation(*explanation(code, amount)))
        return Outcome(ok=True, reasons=[], explain=explain, base_fen=base, amount_fen=amount)
