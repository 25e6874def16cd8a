// ip.stage: how a loan is supported by the stage of its technology.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, stage }) {
    const isConcept = stage === "concept";
    const subsidyBp = number(header, isConcept ? "concept_subsidy_bp" : "later_subsidy_bp");
    return {
      ok: true,
      reasons: [],
      explain: [explanation("STAGE_SUBSIDY", subsidyBp)],
      subsidyBp,
      guaranteeBp: isConcept ? number(header, "concept_guarantee_bp") : 0,
      notes: isConcept ? ["GRANT_FIRST"] : [],
    };
  },
};
