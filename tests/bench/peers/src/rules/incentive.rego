# Pengjiang's incentive.
package incentive

seller_is_ours if {
	some party in input.contract.parties
	party.side == "SELLER"
	party.division == input.header.tenant
}

related if {
	some party in input.contract.parties
	party.related
}

j_fen := input.contract.j_fen

params := input.header.params

rate_bp := params.rate_development_bp if {
	substring(input.contract.kind, 0, 2) in {"KF", "ZR", "XK"}
} else := params.rate_service_bp

full := floor((j_fen * rate_bp) / 10000)

after_contract := min([full, params.contract_cap_fen])

after_year := min([after_contract, max([params.year_cap_fen - input.history.paid_year_fen, 0])])

after_budget := min([after_year, max([input.header.budget_left_fen, 0])]) if {
	input.header.budget_left_fen
} else := after_year

cuts := [
	{"code": "CAP_CONTRACT", "before": full, "after": after_contract},
	{"code": "CAP_YEAR", "before": after_contract, "after": after_year},
	{"code": "BUDGET_LEFT", "before": after_year, "after": after_budget},
]

text(number) := format_int(number, 10)

refused(reason) := {
	"ok": false,
	"reasons": [reason],
	"explain": [],
	"amount_fen": 0,
	"counted_fen": j_fen,
	"payee": null,
	"cap_hit": false,
}

outcome := refused("REGION") if {
	not seller_is_ours
} else := refused("RELATED") if {
	related
} else := {
	"ok": true,
	"reasons": [],
	"explain": array.concat(
		[{"code": "RATE", "args": [text(rate_bp), text(j_fen), text(full)]}],
		[{"code": cut.code, "args": [text(cut.after)]} | some cut in cuts; cut.after < cut.before],
	),
	"amount_fen": after_budget,
	"counted_fen": j_fen,
	"payee": "SELLER",
	"cap_hit": after_budget < full,
}
