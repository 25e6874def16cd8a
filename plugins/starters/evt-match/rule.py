"""evt.match: how the achievements that the host's baseline finds best for one need are weighed again."""
from kezhuan import explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome, Points


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        more = number(facts.header, "local_points")
        home = facts.need.division
        local, points = 0, []
        for candidate in facts.candidates:
            of = candidate.baseline
            left = 100 - (of.chain + of.keywords + of.stage + of.budget)
            is_local = home is not None and candidate.division == home
            local += is_local
            points.append(
                Points(
                    chain=of.chain,
                    keywords=of.keywords,
                    stage=of.stage,
                    budget=of.budget,
                    extra=min(more, left) if is_local else 0,
                )
            )
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("LOCAL", local, more))],
            points=points,
        )
