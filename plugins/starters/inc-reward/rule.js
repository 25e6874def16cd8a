// inc.reward: what a carrier is paid for a high-tech enterprise.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, event }) {
    if (event !== "high-tech") {
      return { ok: false, reasons: ["NOT_REWARDED"], explain: [], amountFen: 0, payee: "none" };
    }
    const full = number(header, "reward_fen");
    const amountFen = Math.min(Math.max(header.budgetLeftFen ?? full, 0), full);
    return { ok: true, reasons: [], explain: [explanation("REWARD", amountFen)], amountFen, payee: "carrier" };
  },
};
