// tc.claim.materials: what is asked for beside the claim form.
import { number } from "./kezhuan.js";

export const rule = {
  decide(facts) {
    const isLarge = facts.jFen >= number(facts.header, "invoice_from_j_fen");
    const materials = isLarge ? ["BANK_SLIP", "INVOICE"] : ["BANK_SLIP"];
    return { ok: true, reasons: [], explain: [], materials };
  },
};
