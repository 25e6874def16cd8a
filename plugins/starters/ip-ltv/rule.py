"""ip.ltv: what a bank lends on pledged rights."""
from kezhuan import bp, explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import AssetKind, Explanation, Facts, Outcome

PATENTS = (AssetKind.INVENTION, AssetKind.UTILITY, AssetKind.DESIGN)


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        def share(asset) -> int:
            return number(facts.header, "patent_bp" if asset.kind in PATENTS else "other_bp")

        carried = sum(bp(asset.value_fen, share(asset)) for asset in facts.assets)
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*explanation("SHARE", share(asset), asset.value_fen)) for asset in facts.assets],
            shares_bp=[share(asset) for asset in facts.assets],
            cap_fen=min(max(carried, 0), number(facts.header, "loan_max_fen")),
        )
