// Pengjiang's incentive. Amounts stay far below 2^53 fen, so a Number is exact.
function decide({ header, contract, history }) {
  const refused = (reason) => ({
    ok: false,
    reasons: [reason],
    explain: [],
    amount_fen: 0,
    counted_fen: contract.j_fen,
    payee: null,
    cap_hit: false,
  });
  const { parties, j_fen } = contract;
  if (!parties.some((party) => party.side === "SELLER" && party.division === header.tenant)) {
    return refused("REGION");
  }
  if (parties.some((party) => party.related)) return refused("RELATED");

  const { params } = header;
  const group = contract.kind.slice(0, 2);
  const rate_bp =
    group === "KF" || group === "ZR" || group === "XK"
      ? params.rate_development_bp
      : params.rate_service_bp;
  const full = Math.floor((j_fen * rate_bp) / 10000);
  const explain = [{ code: "RATE", args: [`${rate_bp}`, `${j_fen}`, `${full}`] }];
  let amount_fen = full;
  const cut = (code, limit) => {
    if (limit < amount_fen) {
      amount_fen = limit;
      explain.push({ code, args: [`${limit}`] });
    }
  };
  cut("CAP_CONTRACT", params.contract_cap_fen);
  cut("CAP_YEAR", Math.max(params.year_cap_fen - history.paid_year_fen, 0));
  if (header.budget_left_fen !== null) cut("BUDGET_LEFT", Math.max(header.budget_left_fen, 0));
  return {
    ok: true,
    reasons: [],
    explain,
    amount_fen,
    counted_fen: j_fen,
    payee: "SELLER",
    cap_hit: amount_fen < full,
  };
}
