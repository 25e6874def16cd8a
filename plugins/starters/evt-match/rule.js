// evt.match: how the achievements that the host's baseline finds best for one need are weighed again.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, need, candidates }) {
    const more = number(header, "local_points");
    const isLocal = ({ division }) => need.division != null && division === need.division;
    const points = candidates.map((candidate) => {
      const { chain, keywords, stage, budget } = candidate.baseline;
      const left = 100 - (chain + keywords + stage + budget);
      return { chain, keywords, stage, budget, extra: isLocal(candidate) ? Math.min(more, left) : 0 };
    });
    const local = candidates.filter(isLocal).length;
    return { ok: true, reasons: [], explain: [explanation("LOCAL", local, more)], points };
  },
};
