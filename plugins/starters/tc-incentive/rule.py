"""tc.incentive: what the county pays for a registered technology contract."""
from kezhuan import bp, explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome, Payee, Side


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        header, contract = facts.header, facts.contract
        parties = contract.parties
        if not any(p.side == Side.SELLER and p.division == header.tenant for p in parties):
            return Outcome(False, ["REGION"], [], 0, contract.j_fen, None, False)
        rate_bp = number(header, "rate_bp")
        full = bp(contract.j_fen, rate_bp)
        explain = [explanation("RATE", rate_bp, contract.j_fen, full)]
        left = header.budget_left_fen
        limits = [
            ("CAP_CONTRACT", number(header, "contract_cap_fen")),
            ("BUDGET_LEFT", None if left is None else max(left, 0)),
        ]
        amount = full
        for code, limit in limits:
            if limit is not None and limit < amount:
                amount = limit
                explain.append(explanation(code, limit))
        return Outcome(
            ok=True,
            reasons=[],
            explain=[Explanation(*step) for step in explain],
            amount_fen=amount,
            counted_fen=contract.j_fen,
            payee=Payee.SELLER,
            cap_hit=amount < full,
        )
