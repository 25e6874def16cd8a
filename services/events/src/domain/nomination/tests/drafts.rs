//! A draft that its nominator changes.
use super::*;

fn edited_by(
    nomination: &Nomination,
    actor: &Actor,
    form: NominationForm,
) -> Result<Nomination, &'static str> {
    edit(nomination, form, &round(), (actor, day("2026-09-02"))).map_err(|refused| refused.reason)
}

#[test]
fn a_draft_is_changed_by_its_nominator_and_announced_again() {
    let posted = posted(&drafted_by(&county()), &county());
    let corrected = NominationForm {
        title: "高镍正极材料产业化".to_owned(),
        ..form()
    };
    let colleague = Actor::person("he", "stb-440703", "440703", [Role::CountyStb]);
    let edited = edited_by(&posted, &colleague, corrected.clone()).unwrap();
    assert_eq!((edited.state, edited.version), (State::Draft, 3));
    assert_eq!((&edited.form, &edited.local_notice), (&corrected, &None));
    assert_eq!(
        (edited.drafted_by.as_str(), edited.edited_by.as_slice()),
        ("wu", &["he".to_owned()][..])
    );
    assert_eq!(
        take(&edited, Command::File, (&county(), "2026-09-09")),
        Err("LOCAL_NOTICE_MISSING")
    );
    let nominee = Actor::person("zhou", "acme", "", [Role::Applicant]);
    let city = Actor::person("zhao", "stb-440700", "440700", [Role::CityStb]);
    for another in [&nominee, &city] {
        assert_eq!(
            edited_by(&posted, another, corrected.clone()),
            Err("NOT_YOUR_STEP")
        );
    }
    assert_eq!(
        edited_by(&filed(), &county(), corrected),
        Err("STATE_FORBIDS")
    );
}

#[test]
fn a_chain_is_a_code_and_nobody_is_named_twice() {
    let mut wrong = form();
    wrong.chain = "bad chain!".to_owned();
    let mut unit = wrong.units[0].clone();
    unit.organisation = " ＡＣＭＥ".to_owned();
    wrong.units.push(unit);
    let mut namesake = wrong.people[0].clone();
    wrong.people.push(namesake.clone());
    namesake.person = "li-2".to_owned();
    wrong.people.push(namesake);
    let at = (&county(), day("2026-09-02"));
    let refused = edit(&drafted_by(&county()), wrong, &round(), at).unwrap_err();
    let found = refused.fields.iter();
    let found: Vec<_> = found.map(|one| (one.field.as_str(), one.reason)).collect();
    assert_eq!(
        found,
        [
            ("form.chain", "CODE_INVALID"),
            ("form.units[1].organisation", "CODE_REPEATED"),
            ("form.people[1]", "CODE_REPEATED"),
        ]
    );
}

#[test]
fn a_draft_is_changed_into_nothing_that_would_not_be_taken() {
    let drafted = drafted_by(&county());
    let nameless = NominationForm {
        title: String::new(),
        ..form()
    };
    assert_eq!(
        edited_by(&drafted, &county(), nameless),
        Err("FORM_INVALID")
    );
    let own_unit = |organisation: &str| {
        let mut form = form();
        form.units[0].organisation = organisation.to_owned();
        form
    };
    for typed in ["stb-440703", " ＳＴＢ-440703"] {
        assert_eq!(
            edited_by(&drafted, &county(), own_unit(typed)),
            Err("NOMINATION_NOT_TAKEN")
        );
    }
    // Who wrote at it stands for it no more, whoever names them.
    let colleague = Actor::person("he", "stb-440703", "440703", [Role::CountyStb]);
    let edited = edited_by(&drafted, &colleague, form()).unwrap();
    let mut with_them = form();
    with_them.people[0].person = "he".to_owned();
    assert_eq!(
        edited_by(&edited, &county(), with_them),
        Err("NOMINATION_NOT_TAKEN")
    );
    let closed = AwardRound {
        state: crate::domain::award_round::State::Closed,
        ..round()
    };
    let late = edit(&drafted, form(), &closed, (&county(), day("2026-09-02")));
    assert_eq!(late.unwrap_err().reason, "ROUND_NOT_OPEN");
}
