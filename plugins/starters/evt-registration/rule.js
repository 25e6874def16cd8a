// evt.registration: whether somebody may come to an event, beside the host's own quotas.
import { bp, explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, places, person }) {
    if (person.colleagues >= number(header, "colleagues_max")) {
      return { ok: false, reasons: ["COLLEAGUES"], explain: [], admission: "refuse", outsideMax: null };
    }
    // The host counts how many of them hold a place: only it knows while many come at once.
    const outsideMax = bp(places, number(header, "outside_bp"));
    return { ok: true, reasons: [], explain: [explanation("OUTSIDE", outsideMax)], admission: "accept", outsideMax };
  },
};
