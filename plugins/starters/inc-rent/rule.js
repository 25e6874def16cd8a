// inc.rent: what of a tenant's rent is subsidised.
import { bp, explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, areaC, rentFen, months, rentPaidFen, yearPaidFen }) {
    // The area is in 0.01 m²; the product may be large, so it is made exactly.
    const wholeFen = Number((BigInt(areaC) * BigInt(rentFen) * BigInt(months)) / 100n);
    const rateBp = number(header, "rate_bp");
    let amountFen = bp(wholeFen, rateBp);
    if (amountFen === 0) {
      return { ok: false, reasons: ["NO_RENT"], explain: [], amountFen };
    }
    const explain = [explanation("RATE", rateBp, wholeFen, amountFen)];
    const yearLeft = Math.max(number(header, "year_cap_fen") - yearPaidFen, 0);
    const cap = Math.min(yearLeft, rentPaidFen);
    for (const [code, limit] of [["CAP", cap], ["BUDGET_LEFT", header.budgetLeftFen]]) {
      if (limit != null && Math.max(limit, 0) < amountFen) {
        amountFen = Math.max(limit, 0);
        explain.push(explanation(code, amountFen));
      }
    }
    return { ok: true, reasons: [], explain, amountFen };
  },
};
