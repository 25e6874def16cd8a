"""agr.subsidy: what is paid for a demonstration that was accepted."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        header = facts.header
        if facts.area_c < number(header, "area_min_c"):
            return Outcome(ok=False, reasons=["BELOW_AREA"], explain=[], amount_fen=0)
        # The area is in 0.01 mu.
        rate = number(header, "rate_fen")
        amount = facts.area_c * rate // 100
        explain = [Explanation(*explanation("RATE", facts.area_c, rate, amount))]
        season_left = number(header, "season_cap_fen") - facts.season_paid_fen
        for code, limit in (("CAP_SEASON", season_left), ("BUDGET_LEFT", header.budget_left_fen)):
            if limit is not None and max(limit, 0) < amount:
                amount = max(limit, 0)
                explain.append(Explanation(*explanation(code, amount)))
        return Outcome(ok=True, reasons=[], explain=explain, amount_fen=amount)
