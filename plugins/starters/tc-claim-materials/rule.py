"""tc.claim.materials: what is asked for beside the claim form."""
from kezhuan import number
from wit_world.exports import Rule as Interface
from wit_world.exports.rule import Facts, Outcome


class Rule(Interface):
    def decide(self, facts: Facts) -> Outcome:
        is_large = facts.j_fen >= number(facts.header, "invoice_from_j_fen")
        materials = ["BANK_SLIP", "INVOICE"] if is_large else ["BANK_SLIP"]
        return Outcome(ok=True, reasons=[], explain=[], materials=materials)
