//! T, J and what is deducted, in renminbi and in foreign currency.
use super::review::{found, reject};
use super::*;
use crate::domain::recognition::Ground;

fn at_rate(rate_e4: i64) -> Command {
    Command::Register(NewRegistration {
        exchange_rate_e4: Some(rate_e4),
        ..new_registration()
    })
}

#[test]
fn a_small_technical_share_is_marked_and_none_at_all_is_a_ground() {
    for (goods, low) in [(70_000, false), (70_001, true)] {
        let mut form = form();
        form.price_items = vec![testing::goods("equipment", goods)];
        assert_eq!(found(&Desk::reviewed(form)).low_technical_share, low);
    }
    let mut all = form();
    all.price_items = vec![testing::goods("equipment", 100_000)];
    let desk = Desk::reviewed(all);
    assert_eq!(found(&desk).ground, Some(Ground::NoTechnicalAmount));
    assert_eq!(desk.reason(&second(), register()), "NOT_RECOGNISED");
    let rejected = desk.take(&second(), reject(Ground::NoTechnicalAmount));
    assert_eq!(
        rejected.contract.refusal.as_ref().unwrap().code,
        "NO_TECH_AMOUNT"
    );
    assert_eq!(
        *rejected.event(),
        Event::ContractRejected {
            ground: Ground::NoTechnicalAmount
        }
    );
}

#[test]
fn a_registrar_may_state_the_total_and_empty_the_price_items() {
    let mut goods = form();
    goods.price_items = vec![testing::goods("equipment", 20_000)];
    let desk = Desk::accepted(goods);
    let view = |total, price_items| {
        Command::Classify(Review {
            total,
            price_items,
            ..Review::default()
        })
    };
    let emptied = desk
        .clone()
        .take(&registrar(), view(None, Some(Vec::new())));
    assert_eq!(found(&emptied).technical, Some(Fen::from_yuan(100_000)));
    let stated = view(Some(Fen::from_yuan(90_000)), None);
    let stated = desk.clone().take(&registrar(), stated);
    assert_eq!(found(&stated).technical, Some(Fen::from_yuan(70_000)));
    assert_eq!(stated.contract.total(), Fen::from_yuan(90_000));
    let nothing = view(Some(Fen::ZERO), None);
    assert_eq!(desk.reason(&registrar(), nothing), "TOTAL_INVALID");
}

#[test]
fn a_foreign_price_is_converted_at_the_rate_of_the_registration_day() {
    let foreign = testing::in_dollars(form(), 1_000_000, 71_000, "2025-02-20");
    let reviewed = Desk::reviewed(foreign).on("2025-03-10");
    assert_eq!(found(&reviewed).technical, Some(Fen::from_yuan(71_000)));
    assert_eq!(
        reviewed.reason(&second(), register()),
        "EXCHANGE_RATE_MISSING"
    );
    assert_eq!(
        reviewed.reason(&second(), at_rate(-1)),
        "EXCHANGE_RATE_MISSING"
    );
    let registered = reviewed.take(&second(), at_rate(72_500));
    let Event::ContractRegistered { version } = registered.event() else {
        panic!("{:?}", registered.event())
    };
    assert_eq!(
        (version.total, version.technical),
        (Fen::from_yuan(72_500), Some(Fen::from_yuan(72_500)))
    );
    let day = registered.contract.form.exchange_rate_date.get();
    assert_eq!(day, Some(date("2025-03-10")));
    // A rate of that day needs no other, and renminbi needs none.
    let of_the_day = testing::in_dollars(form(), 1_000_000, 71_000, "2025-03-03");
    assert!(
        Desk::reviewed(of_the_day)
            .ask(&second(), register())
            .is_ok()
    );
    let renminbi = Desk::reviewed(form());
    assert_eq!(
        renminbi.reason(&second(), at_rate(72_500)),
        "EXCHANGE_RATE_UNEXPECTED"
    );
}

#[test]
fn the_parts_of_a_foreign_price_follow_the_rate_of_the_registration_day() {
    let mut foreign = testing::in_dollars(form(), 1_000_000, 71_000, "2025-02-20");
    foreign.price_items = vec![testing::goods_in_currency("equipment", 400_000)];
    let reviewed = Desk::reviewed(foreign.clone()).on("2025-03-10");
    assert_eq!(found(&reviewed).technical, Some(Fen::from_yuan(42_600)));
    let registered = reviewed.take(&second(), at_rate(72_500));
    let entry = found(&registered);
    assert_eq!(
        (entry.total, entry.deducted, entry.technical),
        (
            Fen::from_yuan(72_500),
            Fen::from_yuan(29_000),
            Some(Fen::from_yuan(43_500))
        )
    );
    // So do a registrar's own total and parts.
    let view = Command::Classify(Review {
        currency_amount_minor: Some(800_000),
        price_items: Some(vec![testing::goods_in_currency("material", 100_000)]),
        ..Review::default()
    });
    let registered = Desk::accepted(foreign)
        .take(&registrar(), view)
        .on("2025-03-10")
        .take(&second(), at_rate(72_500));
    let entry = found(&registered);
    assert_eq!(
        (entry.total, entry.technical),
        (Fen::from_yuan(58_000), Some(Fen::from_yuan(50_750)))
    );
    let items = entry.price_items.as_ref().unwrap();
    assert_eq!(items[0].amount, Fen::from_yuan(7_250));
}

#[test]
fn a_registrar_states_amounts_in_the_contract_s_currency() {
    let foreign = Desk::accepted(testing::in_dollars(form(), 1_000_000, 71_000, "2025-02-20"));
    let renminbi = Desk::accepted(form());
    let total = |total| Review {
        total: Some(Fen::from_yuan(total)),
        ..Review::default()
    };
    let minor = |amount_minor| Review {
        currency_amount_minor: Some(amount_minor),
        ..Review::default()
    };
    let items = |items| Review {
        price_items: Some(vec![items]),
        ..Review::default()
    };
    for (desk, view, reason) in [
        (&foreign, total(1), "AMOUNT_IN_OTHER_CURRENCY"),
        (&renminbi, minor(1), "AMOUNT_IN_OTHER_CURRENCY"),
        (
            &foreign,
            items(testing::goods("parts", 1)),
            "AMOUNT_IN_OTHER_CURRENCY",
        ),
        (
            &renminbi,
            items(testing::goods_in_currency("parts", 1)),
            "AMOUNT_IN_OTHER_CURRENCY",
        ),
        (
            &foreign,
            items(testing::goods_in_currency("parts", -1)),
            "PRICE_ITEMS_INVALID",
        ),
        (&foreign, minor(-1), "TOTAL_INVALID"),
    ] {
        let asked = Command::Classify(view.clone());
        assert_eq!(desk.reason(&registrar(), asked), reason, "{view:?}");
    }
}

#[test]
fn a_rate_that_leaves_no_fen_of_technology_leaves_nothing_to_register() {
    // Two of three won are goods: at 0.51 fen a won one fen is left, at 0.30 none.
    let mut won = testing::in_dollars(form(), 3, 51, "2025-02-20");
    won.currency = "KRW".to_owned();
    won.price_items = vec![testing::goods_in_currency("equipment", 2)];
    let reviewed = Desk::reviewed(won).on("2025-03-10");
    assert_eq!(found(&reviewed).technical, Some(Fen(1)));
    assert_eq!(reviewed.reason(&second(), at_rate(30)), "NOT_RECOGNISED");
}
