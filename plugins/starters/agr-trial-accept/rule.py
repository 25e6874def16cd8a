"""agr.trial.accept: whether a trial's measurement stands."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        most = number(facts.header, "cv_max_bp")
        variation = facts.cv_bp if facts.cv_bp is not None else 0
        tested = [
            ("DISASTER", facts.is_disaster),
            ("VARIATION", variation > most),
        ]
        reasons = [code for code, applies in tested if applies]
        return Outcome(
            ok=not reasons,
            reasons=reasons,
            explain=[Explanation(*explanation("CV", variation, most))],
        )
