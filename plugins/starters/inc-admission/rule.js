// inc.admission: how much a start-up is wanted, beside the host's own rule.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, tenant, hostAdmits }) {
    if (!hostAdmits) {
      return { ok: false, reasons: ["HOST_REFUSES"], explain: [], priority: 0 };
    }
    const priority = number(header, tenant.chain != null ? "chain_priority" : "other_priority");
    return { ok: true, reasons: [], explain: [explanation("PRIORITY", priority)], priority };
  },
};
