// evt.award.score: what the host's mean of the experts' scores is worth.
import { explanation, number } from "./kezhuan.js";

const BANDS = ["first", "second", "third"];

export const rule = {
  decide({ header, meanC }) {
    const band = BANDS.find((band) => meanC >= number(header, `${band}_c`)) ?? "none";
    return { ok: true, reasons: [], explain: [explanation("MEAN", meanC)], meanC, band };
  },
};
