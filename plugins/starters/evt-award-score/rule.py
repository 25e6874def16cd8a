"""evt.award.score: what the host's mean of the experts' scores is worth."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Band, Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        mean = facts.mean_c
        band = Band.NONE
        for better, least in ((Band.THIRD, "third_c"), (Band.SECOND, "second_c"), (Band.FIRST, "first_c")):
            if mean >= number(facts.header, least):
                band = better
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("MEAN", mean))],
            mean_c=mean,
            band=band,
        )
