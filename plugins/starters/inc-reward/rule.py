"""inc.reward: what a carrier is paid for a high-tech enterprise."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Event, Explanation, Facts, Outcome, Payee


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        if facts.event != Event.HIGH_TECH:
            return Outcome(ok=False, reasons=["NOT_REWARDED"], explain=[], amount_fen=0, payee=Payee.NONE)
        amount = number(facts.header, "reward_fen")
        left = facts.header.budget_left_fen
        if left is not None:
            amount = min(amount, max(left, 0))
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("REWARD", amount))],
            amount_fen=amount,
            payee=Payee.CARRIER,
        )
