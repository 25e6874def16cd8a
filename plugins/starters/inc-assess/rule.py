"""inc.assess: how a carrier did in a year."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import AssessmentGrade, Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        header, year = facts.header, facts.indicators
        graduates = year.graduates * number(header, "graduate_points_c")
        high_tech = year.high_tech_tenants * number(header, "high_tech_points_c")
        score = min(graduates + high_tech, 10_000)
        grade = AssessmentGrade.D
        for better, least in (
            (AssessmentGrade.C, "grade_c_c"),
            (AssessmentGrade.B, "grade_b_c"),
            (AssessmentGrade.A, "grade_a_c"),
        ):
            if score >= number(header, least):
                grade = better
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("SCORE", score))],
            score_c=score,
            grade=grade,
        )
