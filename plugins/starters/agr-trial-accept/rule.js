// agr.trial.accept: whether a trial's measurement stands.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, cvBp, isDisaster }) {
    const cvMaxBp = number(header, "cv_max_bp");
    const variationBp = cvBp ?? 0;
    const tested = [
      ["DISASTER", isDisaster],
      ["VARIATION", variationBp > cvMaxBp],
    ];
    const reasons = tested.filter(([, applies]) => applies).map(([code]) => code);
    return { ok: reasons.length === 0, reasons, explain: [explanation("CV", variationBp, cvMaxBp)] };
  },
};
