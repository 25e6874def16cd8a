"""agr.assess: four scores of 100, weighed; the weights add up to 100."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Grade, Outcome

PARTS = ("transformation", "demonstration", "extension", "management")


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        weighed = [getattr(facts, part) * number(facts.header, f"{part}_weight") for part in PARTS]
        score = min(sum(weighed), 10_000)
        grade = Grade.FAIL
        for better, least in (
            (Grade.RECTIFY, "rectify_c"),
            (Grade.QUALIFIED, "qualified_c"),
            (Grade.EXCELLENT, "excellent_c"),
        ):
            if score >= number(facts.header, least):
                grade = better
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("SCORE", score))],
            score_c=score,
            grade=grade,
        )
