"""inc.accredit: whether a carrier is accredited, and as what it applied for."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Grade, Level, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        carrier = facts.carrier
        tested = [
            ("AREA", carrier.area_c < number(facts.header, "area_min_c")),
            ("TENANTS", carrier.tenants < number(facts.header, "tenants_min")),
        ]
        reasons = [code for code, applies in tested if applies]
        applied = Grade.CITY if facts.applied == Level.CITY else Grade.COUNTY
        return Outcome(
            ok=not reasons,
            reasons=reasons,
            explain=[Explanation(*explanation("SIZE", carrier.area_c, carrier.tenants))],
            grade=Grade.NONE if reasons else applied,
        )
