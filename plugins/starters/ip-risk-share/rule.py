"""ip.risk_share: who bears how much of a loss. The shares add up to 10000."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Mode, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        name = "loan_pool_bp" if facts.mode == Mode.LOAN else "other_pool_bp"
        pool = number(facts.header, name)
        bank = 10_000 - pool
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("SHARES", pool, bank))],
            pool_bp=pool,
            bank_bp=bank,
            insurer_bp=0,
            guarantor_bp=0,
            valuer_bp=0,
        )
