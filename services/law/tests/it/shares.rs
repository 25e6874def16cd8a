//! What largest remainder promises, for any whole and any weights.
use kezhuan_law::largest_remainder;
use kezhuan_law::money::{basis_points_ceil, basis_points_floor};
use proptest::prelude::*;

fn weights() -> impl Strategy<Value = Vec<i64>> {
    let weight = prop_oneof![3 => 0..20i64, 1 => 0..=i64::MAX];
    prop::collection::vec(weight, 1..12).prop_filter("some weight", |weights| {
        weights.iter().any(|weight| *weight > 0)
    })
}

fn total() -> impl Strategy<Value = i64> {
    prop_oneof![-1000..1000i64, any::<i64>()]
}

proptest! {
    #[test]
    fn shares_add_up_and_stay_within_one_of_their_quota(total in total(), weights in weights()) {
        let parts = largest_remainder(total, &weights).unwrap();
        let sum: i128 = parts.iter().map(|part| i128::from(*part)).sum();
        prop_assert_eq!(sum, i128::from(total));
        let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        for (part, weight) in parts.iter().zip(&weights) {
            let floor = (i128::from(total) * i128::from(*weight)).div_euclid(whole);
            let above = i128::from(*part) - floor;
            prop_assert!(above == 0 || above == 1, "{part} against floor {floor}");
            prop_assert!(*weight > 0 || *part == 0);
        }
    }

    #[test]
    fn no_entry_passed_over_had_a_better_claim(total in total(), weights in weights()) {
        let parts = largest_remainder(total, &weights).unwrap();
        let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        let claims: Vec<(i128, bool)> = parts
            .iter()
            .zip(&weights)
            .map(|(part, weight)| {
                let exact = i128::from(total) * i128::from(*weight);
                (exact.rem_euclid(whole), i128::from(*part) > exact.div_euclid(whole))
            })
            .collect();
        for (earlier, first) in claims.iter().enumerate() {
            for second in &claims[earlier + 1..] {
                prop_assert!(!(second.1 && !first.1 && first.0 >= second.0));
                prop_assert!(!(first.1 && !second.1 && second.0 > first.0));
            }
        }
    }

    #[test]
    fn floor_and_ceil_enclose_the_exact_ratio(amount in any::<i64>(), bp in 0..=10_000u16) {
        let exact = i128::from(amount) * i128::from(bp);
        let floor = i128::from(basis_points_floor(amount, bp));
        let ceil = i128::from(basis_points_ceil(amount, bp));
        prop_assert!(floor * 10_000 <= exact && exact <= ceil * 10_000);
        prop_assert_eq!(ceil - floor, i128::from(exact % 10_000 != 0));
    }
}
