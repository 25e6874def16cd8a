// ip.eligibility: whether an enterprise and its loan qualify, beside the host's own rules.
import { number } from "./kezhuan.js";

export const rule = {
  decide({ header, enterprise }) {
    const tested = [
      ["NO_QUALIFICATION", enterprise.qualifications.length === 0],
      ["REVENUE", enterprise.revenueFen > number(header, "revenue_max_fen")],
    ];
    const reasons = tested.filter(([, applies]) => applies).map(([code]) => code);
    return { ok: reasons.length === 0, reasons, explain: [] };
  },
};
