"""tc.split: who bears a benefit, city or county."""
from kezhuan import bp, explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        city_bp = number(facts.header, "city_bp")
        city_fen = bp(facts.amount_fen, city_bp)
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("CITY_SHARE", city_bp, city_fen))],
            city_fen=city_fen,
            county_fen=facts.amount_fen - city_fen,
        )
