// inc.accredit: whether a carrier is accredited, and as what it applied for.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, applied, carrier }) {
    const tested = [
      ["AREA", carrier.areaC < number(header, "area_min_c")],
      ["TENANTS", carrier.tenants < number(header, "tenants_min")],
    ];
    const reasons = tested.filter(([, applies]) => applies).map(([code]) => code);
    const ok = reasons.length === 0;
    const explain = [explanation("SIZE", carrier.areaC, carrier.tenants)];
    return { ok, reasons, explain, grade: ok ? applied : "none" };
  },
};
