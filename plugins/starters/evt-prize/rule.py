"""evt.prize: what is paid for an award."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        amount = number(facts.header, f"{facts.band.name.lower()}_fen")
        left = facts.header.budget_left_fen
        if left is not None:
            amount = min(amount, max(left, 0))
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("PRIZE", amount))],
            amount_fen=amount,
        )
