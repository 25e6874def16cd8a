-- Cases that no rule covered are counted for the owners of the timelines; few decisions are among them.
CREATE INDEX decision_uncovered ON decision (hook, rule_tenant, legal_date)
    WHERE outcome_kind = 'NO_RULE_IN_FORCE';
