"""ip.claim.check: whether the pool pays a bank's claim, and how much."""
from kezhuan import bp, explanation, number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Explanation, Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        loan = facts.loan
        tested = [
            ("OVERDUE_LT_60", facts.overdue_days < number(facts.header, "least_overdue_days")),
            ("NO_LEGAL_ACTION", facts.legal is None),
            ("INELIGIBLE", not loan.is_eligible_at_approval),
        ]
        reasons = [code for code, applies in tested if applies]
        if reasons:
            return Outcome(ok=False, reasons=reasons, explain=[], pay_fen=0)
        full = bp(loan.loss_fen, loan.pool_bp)
        left = facts.header.budget_left_fen
        pay = full if left is None else min(max(left, 0), full)
        explain = [Explanation(*explanation("RATE", loan.pool_bp, loan.loss_fen, full))]
        if pay < full:
            explain.append(Explanation(*explanation("BUDGET_LEFT", pay)))
        return Outcome(ok=True, reasons=reasons, explain=explain, pay_fen=pay)
