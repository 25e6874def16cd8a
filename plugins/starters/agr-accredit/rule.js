// agr.accredit: whether an agricultural base meets the conditions.
import { number } from "./kezhuan.js";

export const rule = {
  decide({ header, base }) {
    const tested = [
      ["LAND", base.landC < number(header, "land_min_c")],
      ["PARTNERS", base.partners < number(header, "partners_min")],
    ];
    const reasons = tested.filter(([, applies]) => applies).map(([code]) => code);
    return { ok: reasons.length === 0, reasons, explain: [] };
  },
};
