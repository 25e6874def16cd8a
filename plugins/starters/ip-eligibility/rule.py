"""ip.eligibility: whether an enterprise and its loan qualify, beside the host's own rules."""
from kezhuan import number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        enterprise = facts.enterprise
        tested = [
            ("NO_QUALIFICATION", not enterprise.qualifications),
            ("REVENUE", enterprise.revenue_fen > number(facts.header, "revenue_max_fen")),
        ]
        reasons = [code for code, applies in tested if applies]
        return Outcome(ok=not reasons, reasons=reasons, explain=[])
