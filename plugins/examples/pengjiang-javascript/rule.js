// tc.incentive: 1 % of J for development, transfer and licence, 0.3 % for consulting and service.
import { bp, explanation, number } from "./kezhuan.js";

const REGION = "REGION";
const RELATED = "RELATED";

export const rule = {
  decide(facts) {
    const reason = refusal(facts);
    return reason === null ? granted(facts) : refused(facts, reason);
  },
};

function refusal({ header, contract }) {
  const isOurs = (party) => party.side === "seller" && party.division === header.tenant;
  if (!contract.parties.some(isOurs)) return REGION;
  return contract.parties.some((party) => party.related) ? RELATED : null;
}

function granted({ header, contract, history }) {
  const isDevelopment = ["KF", "ZR", "XK"].includes(contract.kind.slice(0, 2));
  const rateBp = number(header, isDevelopment ? "rate_development_bp" : "rate_service_bp");
  const full = bp(contract.jFen, rateBp);
  const explain = [explanation("RATE", rateBp, contract.jFen, full)];
  const limits = [
    ["CAP_CONTRACT", number(header, "contract_cap_fen")],
    ["CAP_YEAR", Math.max(number(header, "year_cap_fen") - history.paidYearFen, 0)],
    ["BUDGET_LEFT", header.budgetLeftFen === null ? null : Math.max(header.budgetLeftFen, 0)],
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
}

function refused({ contract }, reason) {
  return {
    ok: false,
    reasons: [reason],
    explain: [],
    amountFen: 0,
    countedFen: contract.jFen,
    payee: null,
    capHit: false,
  };
}
