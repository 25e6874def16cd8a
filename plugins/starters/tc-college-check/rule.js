// tc.college.check: which approvals a college's contract needs, and how long its price is published.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, contract }) {
    const isLarge = contract.tFen >= number(header, "president_from_t_fen");
    const isAgreed = contract.pricing === "agreement";
    const noticeDays = isAgreed ? number(header, "notice_days") : 0;
    return {
      ok: true,
      reasons: [],
      explain: isAgreed ? [explanation("NOTICE", noticeDays)] : [],
      approvals: isLarge ? ["COLLEGE", "PRESIDENT"] : ["COLLEGE"],
      noticeDays,
    };
  },
};
