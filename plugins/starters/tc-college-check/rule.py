"""tc.college.check: which approvals a college's contract needs, and how long its price is published."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome, Pricing


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        is_large = facts.contract.t_fen >= number(facts.header, "president_from_t_fen")
        is_agreed = facts.contract.pricing == Pricing.AGREEMENT
        days = number(facts.header, "notice_days") if is_agreed else 0
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("NOTICE", days))] if is_agreed else [],
            approvals=["COLLEGE", "PRESIDENT"] if is_large else ["COLLEGE"],
            notice_days=days,
        )
