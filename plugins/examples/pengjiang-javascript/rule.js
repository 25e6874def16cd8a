// tc.incentive: 1 % of J for development, transfer and licence, 0.3 % for consulting and service.
import { bp, explanation, number } from "./kezhuan.js";

const REGION = "REGION";
const RELATED = "RELATED";

export const rule = {
  decide(facts) {
    const reason = refusal(facts);
    return reason === undefined ? granted(facts) : refused(facts, reason);
  },
};

function refusal({ header, contract }) {
  const isOurs = (party) => party.side === "seller" && party.division === header.tenant;
  if (!contract.parties.some(isOurs)) return REGION;
  return contract.parties.some((party) => party.related) ? RELATED : undefined;
}

function granted({ header, contract, history }) {
  const isDevelopment = ["KF", "ZR", "XK"].includes(contract.kind.slice(0, 2));
  const rateBp = number(header, isDevelopment ? "rate_development_bp" : "rate_service_bp");
  const full = bp(contract.jFen, rateBp);
  const explain = [explanation("RATE", rateBp, contract.jFen, full)];
  const limits = [
    ["CAP_CONTRACT", number(header, "contract_cap_fen")],
    ["CAP_YEAR", atLeastZero(number(header, "year_cap_fen") - history.paidYearFen)],
    ["BUDGET_LEFT", header.budgetLeftFen === undefined ? undefined : atLeastZero(header.budgetLeftFen)],
  ];
  let amountFen = full;
  for (const [code, limit] of limits) {
    if (limit !== undefined && limit < amountFen) {
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
    amountFen: 0n,
    countedFen: contract.jFen,
    payee: undefined,
    capHit: false,
  };
}

function atLeastZero(fen) {
  return fen > 0n ? fen : 0n;
}
