// inc.assess: how a carrier did in a year.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide({ header, indicators }) {
    const graduates = indicators.graduates * number(header, "graduate_points_c");
    const highTech = indicators.highTechTenants * number(header, "high_tech_points_c");
    const scoreC = Math.min(graduates + highTech, 10_000);
    const grade = ["a", "b", "c"].find((grade) => scoreC >= number(header, `grade_${grade}_c`)) ?? "d";
    return { ok: true, reasons: [], explain: [explanation("SCORE", scoreC)], scoreC, grade };
  },
};
