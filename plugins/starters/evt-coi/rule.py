"""evt.coi: why an expert should not judge a project, beside the host's own reasons."""
from kezhuan import number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        tested = [
            ("HOST_RECUSES", facts.host_recuses),
            ("TOO_MANY", facts.expert.assigned >= number(facts.header, "assigned_max")),
        ]
        reasons = [code for code, applies in tested if applies]
        return Outcome(ok=not reasons, reasons=reasons, explain=[])
