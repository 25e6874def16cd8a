// ip.ltv: what a bank lends on pledged rights.
import { bp, explanation, number } from "./kezhuan.js";

const PATENTS = ["invention", "utility", "design"];

export const rule = {
  decide({ header, assets }) {
    const share = ({ kind }) => number(header, PATENTS.includes(kind) ? "patent_bp" : "other_bp");
    const carried = assets.reduce((sum, asset) => sum + bp(asset.valueFen, share(asset)), 0);
    return {
      ok: true,
      reasons: [],
      explain: assets.map((asset) => explanation("SHARE", share(asset), asset.valueFen)),
      sharesBp: assets.map(share),
      capFen: Math.min(Math.max(carried, 0), number(header, "loan_max_fen")),
    };
  },
};
