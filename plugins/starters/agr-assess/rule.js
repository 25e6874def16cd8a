// agr.assess: four scores of 100, weighed; the weights add up to 100.
import { explanation, number } from "./kezhuan.js";

const PARTS = ["transformation", "demonstration", "extension", "management"];
const GRADES = ["excellent", "qualified", "rectify"];

export const rule = {
  decide(facts) {
    const { header } = facts;
    const weighed = PARTS.map((part) => facts[part] * number(header, `${part}_weight`));
    const scoreC = Math.min(weighed.reduce((sum, part) => sum + part, 0), 10_000);
    const grade = GRADES.find((grade) => scoreC >= number(header, `${grade}_c`)) ?? "fail";
    return { ok: true, reasons: [], explain: [explanation("SCORE", scoreC)], scoreC, grade };
  },
};
