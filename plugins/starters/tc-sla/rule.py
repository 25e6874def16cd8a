"""tc.sla: within how many working days an accepted contract is decided."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        limit = facts.limit_working_days
        promise = number(facts.header, "promise_working_days")
        is_promised = not facts.disputed and promise < limit
        days = promise if is_promised else limit
        code = "PROMISE" if is_promised else "STATUTORY"
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation(code, days))],
            working_days=days,
        )
