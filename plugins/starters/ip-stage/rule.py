"""ip.stage: how a loan is supported by the stage of its technology."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome, Stage


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        is_concept = facts.stage == Stage.CONCEPT
        subsidy_bp = number(facts.header, "concept_subsidy_bp" if is_concept else "later_subsidy_bp")
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("STAGE_SUBSIDY", subsidy_bp))],
            subsidy_bp=subsidy_bp,
            guarantee_bp=number(facts.header, "concept_guarantee_bp") if is_concept else 0,
            notes=["GRANT_FIRST"] if is_concept else [],
        )
