// ip.subsidy: what of an enterprise's interest is subsidised.
import { bp, explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, paidFen, penaltyFen, otherFen, yearPaidFen }) {
    const baseFen = Math.max(paidFen - penaltyFen - otherFen, 0);
    if (baseFen === 0) {
      return { ok: false, reasons: ["NOTHING_LEFT"], explain: [], baseFen, amountFen: 0 };
    }
    const rateBp = number(header, "rate_bp");
    let amountFen = bp(baseFen, rateBp);
    const explain = [explanation("RATE", rateBp, baseFen, amountFen)];
    const yearLeft = Math.max(number(header, "year_cap_fen") - yearPaidFen, 0);
    for (const [code, limit] of [["CAP_YEAR", yearLeft], ["BUDGET_LEFT", header.budgetLeftFen]]) {
      if (limit != null && Math.max(limit, 0) < amountFen) {
        amountFen = Math.max(limit, 0);
        explain.push(explanation(code, amountFen));
      }
    }
    return { ok: true, reasons: [], explain, baseFen, amountFen };
  },
};
