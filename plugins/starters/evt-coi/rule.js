// evt.coi: why an expert should not judge a project, beside the host's own reasons.
import { number } from "./kezhuan.js";

export const rule = {
  decide({ header, expert, hostRecuses }) {
    const tested = [
      ["HOST_RECUSES", hostRecuses],
      ["TOO_MANY", expert.assigned >= number(header, "assigned_max")],
    ];
    const reasons = tested.filter(([, applies]) => applies).map(([code]) => code);
    return { ok: reasons.length === 0, reasons, explain: [] };
  },
};
