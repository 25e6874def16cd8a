// agr.subsidy: what is paid for a demonstration that was accepted.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, areaC, seasonPaidFen }) {
    if (areaC < number(header, "area_min_c")) {
      return { ok: false, reasons: ["BELOW_AREA"], explain: [], amountFen: 0 };
    }
    // The area is in 0.01 mu; the product may be large, so it is made exactly.
    const rateFen = number(header, "rate_fen");
    let amountFen = Number((BigInt(areaC) * BigInt(rateFen)) / 100n);
    const explain = [explanation("RATE", areaC, rateFen, amountFen)];
    const seasonLeft = Math.max(number(header, "season_cap_fen") - seasonPaidFen, 0);
    for (const [code, limit] of [["CAP_SEASON", seasonLeft], ["BUDGET_LEFT", header.budgetLeftFen]]) {
      if (limit != null && Math.max(limit, 0) < amountFen) {
        amountFen = Math.max(limit, 0);
        explain.push(explanation(code, amountFen));
      }
    }
    return { ok: true, reasons: [], explain, amountFen };
  },
};
