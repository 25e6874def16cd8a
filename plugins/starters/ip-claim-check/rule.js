// ip.claim.check: whether the pool pays a bank's claim, and how much.
import { bp, explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, loan, overdueDays, legal }) {
    const tested = [
      ["OVERDUE_LT_60", overdueDays < number(header, "least_overdue_days")],
      ["NO_LEGAL_ACTION", legal == null],
      ["INELIGIBLE", !loan.isEligibleAtApproval],
    ];
    const reasons = tested.filter(([, applies]) => applies).map(([code]) => code);
    if (reasons.length > 0) {
      return { ok: false, reasons, explain: [], payFen: 0 };
    }
    const full = bp(loan.lossFen, loan.poolBp);
    const left = header.budgetLeftFen ?? full;
    const payFen = Math.min(Math.max(left, 0), full);
    const explain = [explanation("RATE", loan.poolBp, loan.lossFen, full)];
    if (payFen < full) {
      explain.push(explanation("BUDGET_LEFT", payFen));
    }
    return { ok: true, reasons, explain, payFen };
  },
};
