// ip.risk_share: who bears how much of a loss. The shares add up to 10000.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, mode }) {
    const poolBp = number(header, mode === "loan" ? "loan_pool_bp" : "other_pool_bp");
    const bankBp = 10_000 - poolBp;
    return {
      ok: true,
      reasons: [],
      explain: [explanation("SHARES", poolBp, bankBp)],
      poolBp,
      bankBp,
      insurerBp: 0,
      guarantorBp: 0,
      valuerBp: 0,
    };
  },
};
