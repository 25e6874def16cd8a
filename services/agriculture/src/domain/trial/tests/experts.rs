//! Experts without a part in the trial, each with one opinion.
use super::*;

fn assign(nominees: Vec<Nominee>) -> Result<Decided, Refused> {
    take(&measured(), &county(), Command::AssignExperts { nominees })
}

#[test]
fn three_experts_without_a_conflict_are_assigned() {
    let all = || vec![nominee(1), nominee(2), nominee(3)];
    assert_eq!(assign(all()).unwrap().trial.panel.sitting().count(), 3);
    assert_eq!(
        reason(assign(vec![nominee(1), nominee(2)])),
        "TOO_FEW_EXPERTS"
    );
    for (organisation, id) in [("jaas", "expert-3"), ("breeders", "expert-3"), ("x", "li")] {
        let mut nominees = all();
        nominees[2].expert = Expert {
            id: id.to_owned(),
            organisation: organisation.to_owned(),
        };
        let refused = assign(nominees).unwrap_err();
        assert_eq!(refused.reason, "EXPERT_CONFLICT", "{organisation} {id}");
        assert_eq!(refused.fields[0].field, "experts[2].expert");
    }
    let mut related = all();
    related[0].declaration.relatives = vec!["li".to_owned()];
    assert_eq!(reason(assign(related)), "EXPERT_CONFLICT");
    let mut nobody = all();
    nobody[1].expert.organisation = String::new();
    assert_eq!(
        assign(nobody).unwrap_err().fields[0].field,
        "experts[1].organisation"
    );
}

#[test]
fn officials_of_a_party_and_operators_assign_nobody() {
    let nominees = || Command::AssignExperts {
        nominees: vec![nominee(1), nominee(2), nominee(3)],
    };
    let own = Actor::person("wu", "jaas", "440783", [Role::CountyStb]);
    assert_eq!(
        reason(take(&measured(), &own, nominees())),
        "OWN_ORGANISATION"
    );
    assert_eq!(
        reason(take(&measured(), &operator(), nominees())),
        "ROLE_MISSING"
    );
}

#[test]
fn an_office_of_another_county_assigns_nobody_though_it_may_see_the_trial() {
    let elsewhere = Actor::person("zhu", "C785", "440785", [Role::CountyStb]);
    let nominees = vec![nominee(1), nominee(2), nominee(3)];
    let command = Command::AssignExperts { nominees };
    assert_eq!(
        reason(take(&measured(), &elsewhere, command)),
        "NOT_YOUR_STEP"
    );
}

#[test]
fn an_expert_of_a_party_has_no_say_whatever_was_said_of_them() {
    let trial = assign(vec![nominee(1), nominee(2), nominee(3)]);
    let trial = trial.unwrap().trial;
    for organisation in ["jaas", "breeders"] {
        let concerned = Actor::person("expert-1", organisation, "", [Role::Expert]);
        let refused = take(&trial, &concerned, opinion(Finding::Confirmed));
        assert_eq!(reason(refused), "EXPERT_CONFLICT", "{organisation}");
    }
}

#[test]
fn an_expert_speaks_once_and_says_why() {
    let trial = looked_at(&measured(), &[Finding::Confirmed; 3]);
    let again = take(&trial, &expert(1), opinion(Finding::Disputed));
    assert_eq!(reason(again), "OPINION_GIVEN");
    let stranger = take(&trial, &expert(9), opinion(Finding::Confirmed));
    assert_eq!(reason(stranger), "NOT_ASSIGNED");
    let nominees = vec![nominee(1), nominee(2), nominee(3)];
    let assigned = step(&measured(), &county(), Command::AssignExperts { nominees });
    let silent = Command::GiveOpinion {
        finding: Finding::Disputed,
        note: String::new(),
    };
    assert_eq!(
        reason(take(&assigned, &expert(1), silent)),
        "REASON_MISSING"
    );
    assert_eq!(
        reason(take(&assigned, &county(), opinion(Finding::Confirmed))),
        "ROLE_MISSING"
    );
}

#[test]
fn whoever_has_a_conflict_after_all_counts_no_more() {
    let recuse = |expert: &str| Command::DeclareConflict {
        expert: expert.to_owned(),
        reasons: vec!["RELATIVE".to_owned()],
        note: "本人申请回避".to_owned(),
    };
    let trial = confirmed();
    assert_eq!(
        reason(take(&trial, &expert(2), recuse("expert-1"))),
        "ROLE_MISSING"
    );
    let after = step(&trial, &expert(1), recuse("expert-1"));
    assert_eq!(after.standing_opinions().count(), 2);
    let verify = Command::Verify { asked: None };
    assert_eq!(reason(take(&after, &county(), verify)), "TOO_FEW_EXPERTS");
    let by_county = step(&trial, &county(), recuse("expert-3"));
    assert_eq!(by_county.found(Finding::Confirmed), 2);
}
