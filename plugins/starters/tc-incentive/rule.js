// tc.incentive: what the county pays for a registered technology contract.
import { bp, explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, contract }) {
    const isOurs = (party) => party.side === "seller" && party.division === header.tenant;
    if (!contract.parties.some(isOurs)) {
      return {
        ok: false,
        reasons: ["REGION"],
        explain: [],
        amountFen: 0,
        countedFen: contract.jFen,
        payee: null,
        capHit: false,
      };
    }
    const rateBp = number(header, "rate_bp");
    const full = bp(contract.jFen, rateBp);
    const explain = [explanation("RATE", rateBp, contract.jFen, full)];
    const left = header.budgetLeftFen;
    const limits = [
      ["CAP_CONTRACT", number(header, "contract_cap_fen")],
      ["BUDGET_LEFT", left === null ? null : Math.max(left, 0)],
    ];
    let amountFen = full;
    for (const [code, limit] of limits) {
      if (limit !== null && limit < amountFen) {
        amountFen = limit;
        explain.push(explanation(code, limit));
      }
    }
    return {
      ok: true,
      reasons: [],
      explain,
      amountFen,
      countedFen: contract.jFen,
      payee: "seller",
      capHit: amountFen < full,
    };
  },
};
