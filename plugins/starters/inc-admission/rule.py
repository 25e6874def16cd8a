"""inc.admission: how much a start-up is wanted, beside the host's own rule."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        if not facts.host_admits:
            return Outcome(ok=False, reasons=["HOST_REFUSES"], explain=[], priority=0)
        name = "chain_priority" if facts.tenant.chain is not None else "other_priority"
        priority = number(facts.header, name)
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("PRIORITY", priority))],
            priority=priority,
        )
