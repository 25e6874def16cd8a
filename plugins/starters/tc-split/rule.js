// tc.split: who bears a benefit, city or county.
import { bp, explanation, number } from "./kezhuan.js";

export const rule = {
  decide(facts) {
    const cityBp = number(facts.header, "city_bp");
    const cityFen = bp(facts.amountFen, cityBp);
    return {
      ok: true,
      reasons: [],
      explain: [explanation("CITY_SHARE", cityBp, cityFen)],
      cityFen,
      countyFen: facts.amountFen - cityFen,
    };
  },
};
