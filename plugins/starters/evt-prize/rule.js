// evt.prize: what is paid for an award.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, band }) {
    const full = number(header, `${band}_fen`);
    const amountFen = Math.min(Math.max(header.budgetLeftFen ?? full, 0), full);
    return { ok: true, reasons: [], explain: [explanation("PRIZE", amountFen)], amountFen };
  },
};
