"""evt.registration: whether somebody may come to an event, beside the host's own quotas."""
from kezhuan import bp, explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Admission, Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        if facts.person.colleagues >= number(facts.header, "colleagues_max"):
            return Outcome(
                ok=False,
                reasons=["COLLEAGUES"],
                explain=[],
                admission=Admission.REFUSE,
                outside_max=None,
            )
        # The host counts how many of them hold a place: only it knows while many come at once.
        outside = bp(facts.places, number(facts.header, "outside_bp"))
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("OUTSIDE", outside))],
            admission=Admission.ACCEPT,
            outside_max=outside,
        )
