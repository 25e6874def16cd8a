//! Areas of shapes whose area is known.
use proptest::prelude::*;

use super::*;

#[test]
fn a_field_of_fifteen_mu_is_a_hectare() {
    let site = surveyed(&polygon(&[rectangle(here(), 100.0, 100.0)]));
    assert!(is_about(site.area_m2, 10_000.0), "{}", site.area_m2);
    assert!((1_498..=1_502).contains(&site.area_c), "{}", site.area_c);
}

#[test]
fn which_way_round_a_ring_is_drawn_says_nothing() {
    let corners = [(0.0, 0.0), (0.0, 80.0), (120.0, 80.0), (120.0, 0.0)];
    let clockwise = polygon(&[ring(here(), &corners)]);
    let counter = polygon(&[rectangle(here(), 120.0, 80.0)]);
    assert_eq!(surveyed(&clockwise).area_m2, surveyed(&counter).area_m2);
}

#[test]
fn a_pond_in_the_field_is_left_out_however_it_is_drawn() {
    let pond = moved(here(), (20.0, 20.0));
    let corners = [(0.0, 0.0), (0.0, 30.0), (40.0, 30.0), (40.0, 0.0)];
    let field = rectangle(here(), 100.0, 100.0);
    for hole in [rectangle(pond, 40.0, 30.0), ring(pond, &corners)] {
        let site = surveyed(&polygon(&[field.clone(), hole]));
        assert!(is_about(site.area_m2, 8_800.0), "{}", site.area_m2);
    }
}

#[test]
fn fields_that_lie_apart_add_up_and_neighbours_may_share_an_edge() {
    let far = moved(here(), (500.0, 0.0));
    let apart = [
        vec![rectangle(here(), 100.0, 100.0)],
        vec![rectangle(far, 100.0, 50.0)],
    ];
    let site = surveyed(&multi_polygon(&apart));
    assert!(is_about(site.area_m2, 15_000.0), "{}", site.area_m2);
    // Corners in common, so that the edge is the same to the last digit.
    let square = |west: f64| {
        let (east, south, north) = (west + 0.001, 22.37, 22.371);
        format!(
            "[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]"
        )
    };
    let joined = multi_polygon(&[vec![square(112.5)], vec![square(112.5 + 0.001)]]);
    assert!(surveyed(&joined).area_m2 > 0);
}

#[test]
fn what_means_nothing_here_is_not_kept() {
    let text = r#"{"type":"Polygon","bbox":[1,2,3,4],"crs":"x","coordinates":
        [[[112.5,22.3,7],[112.501,22.3,7],[112.501,22.301,7],[112.5,22.3,7]]]}"#;
    let kept = surveyed(text).geojson;
    assert!(!kept.contains("crs") && !kept.contains("bbox"), "{kept}");
    assert_eq!(surveyed(&kept), surveyed(text));
}

#[test]
fn the_stated_area_is_about_the_site_s() {
    let site = Site {
        geojson: String::new(),
        area_m2: 66_667,
        area_c: 10_000,
    };
    let terms = Terms::default();
    for stated in [10_000, 9_524, 10_526] {
        assert_eq!(compare(&site, stated, &terms), Ok(()), "{stated}");
    }
    for stated in [9_523, 10_527, 0, -10_000, i64::MAX, i64::MIN] {
        let refused = compare(&site, stated, &terms).unwrap_err();
        assert_eq!(refused.reason, "SITE_AREA_DIFFERS", "{stated}");
        assert_eq!(refused.fields[0].field, "stated_area_c");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Rectangles and triangles anywhere in the city, up to a kilometre wide. None is low: a side of a kilometre and a half is
    /// a geodesic, which encloses up to 18 square metres beside the straight line.
    #[test]
    fn shapes_have_their_known_area(
        east in 0.0..1.0_f64,
        north in 0.0..1.0_f64,
        width in 10.0..1_000.0_f64,
        height in 100.0..1_000.0_f64,
        slant in -500.0..500.0_f64,
    ) {
        let corner = (112.0 + east, 21.8 + north);
        let site = surveyed(&polygon(&[rectangle(corner, width, height)]));
        prop_assert!(is_about(site.area_m2, width * height), "{} {width} {height}", site.area_m2);
        let triangle = [(0.0, 0.0), (width, 0.0), (slant, height)];
        let site = surveyed(&polygon(&[ring(corner, &triangle)]));
        prop_assert!(
            is_about(site.area_m2, width * height / 2.0),
            "{} {width} {height} {slant}",
            site.area_m2
        );
    }

    /// Whatever text comes, there is an answer.
    #[test]
    fn no_text_panics(text in r#"[\[\]{}",:0-9.e+-]{0,60}"#) {
        let wrapped = format!(r#"{{"type":"Polygon","coordinates":{text}}}"#);
        for text in [text, wrapped] {
            if let Err(refused) = survey(&text, &Terms::default()) {
                prop_assert!(refused.reason.starts_with("SITE_"));
            }
        }
    }

    /// Rings through any few places of a small grid, where most cross themselves.
    #[test]
    fn no_ring_panics(places in prop::collection::vec((0..5_u8, 0..5_u8), 1..10)) {
        let metres: Vec<_> = places
            .iter()
            .map(|(x, y)| (f64::from(*x) * 50.0, f64::from(*y) * 50.0))
            .collect();
        if let Ok(site) = survey(&polygon(&[ring(here(), &metres)]), &Terms::default()) {
            prop_assert!(site.area_m2 > 0);
        }
    }
}
