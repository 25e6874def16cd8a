"""agr.accredit: whether an agricultural base meets the conditions."""
from kezhuan import number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        tested = [
            ("LAND", facts.base.land_c < number(facts.header, "land_min_c")),
            ("PARTNERS", facts.base.partners < number(facts.header, "partners_min")),
        ]
        reasons = [code for code, applies in tested if applies]
        return Outcome(ok=not reasons, reasons=reasons, explain=[])
