// tc.sla: within how many working days an accepted contract is decided.
import { explanation, number } from "./kezhuan.js";

export const rule = {
  decide(facts) {
    const limit = facts.limitWorkingDays;
    const promise = number(facts.header, "promise_working_days");
    const isPromised = !facts.disputed && promise < limit;
    const workingDays = isPromised ? promise : limit;
    return {
      ok: true,
      reasons: [],
      explain: [explanation(isPromised ? "PROMISE" : "STATUTORY", workingDays)],
      workingDays,
    };
  },
};
