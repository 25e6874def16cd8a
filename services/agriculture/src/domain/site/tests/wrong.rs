//! Sites that are none.
use super::*;

/// Holds that each text is refused with its reason, at the field that holds a site.
fn each_refused(cases: impl IntoIterator<Item = (String, &'static str)>) {
    for (text, expected) in cases {
        let refused = survey(&text, &Terms::default()).unwrap_err();
        assert_eq!(refused.reason, expected, "{text}");
        assert_eq!(refused.fields[0].field, "site_geojson");
        assert!(!refused.text.zh.is_empty());
    }
}

#[test]
fn what_is_no_polygon_is_refused() {
    let field = polygon(&[rectangle(here(), 100.0, 100.0)]);
    let feature = format!(r#"{{"type":"Feature","properties":null,"geometry":{field}}}"#);
    each_refused([
        (String::new(), "SITE_UNREADABLE"),
        ("{}".to_owned(), "SITE_UNREADABLE"),
        (r#"{"type":"Polygon"}"#.to_owned(), "SITE_UNREADABLE"),
        (
            r#"{"type":"Polygon","coordinates":[[["a","b"]]]}"#.to_owned(),
            "SITE_UNREADABLE",
        ),
        (
            r#"{"type":"Point","coordinates":[112.5,22.3]}"#.to_owned(),
            "SITE_TYPE_UNSUPPORTED",
        ),
        (
            r#"{"type":"GeometryCollection","geometries":[]}"#.to_owned(),
            "SITE_TYPE_UNSUPPORTED",
        ),
        (feature, "SITE_TYPE_UNSUPPORTED"),
    ]);
}

#[test]
fn what_is_no_ring_is_refused() {
    let ring = |positions: &str| polygon(&[positions.to_owned()]);
    each_refused([
        (
            ring("[[112.5,22.3],[112.6,22.3],[112.5,22.3]]"),
            "SITE_RING_TOO_SHORT",
        ),
        (
            ring("[[112.5,22.3],[112.6,22.3],[112.6,22.3],[112.5,22.3]]"),
            "SITE_RING_TOO_SHORT",
        ),
        (
            ring("[[112.5,22.3],[112.6,22.3],[112.6,22.4],[112.5,22.4]]"),
            "SITE_RING_OPEN",
        ),
        (
            ring("[[112.5,22.3,1,2],[112.6,22.3],[112.6,22.4],[112.5,22.3]]"),
            "SITE_POSITION_INVALID",
        ),
    ]);
}

#[test]
fn what_lies_nowhere_near_is_refused() {
    let at = |longitude: f64, latitude: f64| {
        let (x, y) = (longitude + 0.001, latitude + 0.001);
        polygon(&[format!(
            "[[{longitude},{latitude}],[{x},{latitude}],[{x},{y}],[{longitude},{latitude}]]"
        )])
    };
    each_refused([
        // Latitude first, as people say it.
        (at(22.37, 112.68), "SITE_COORDINATE_INVALID"),
        (at(181.0, 22.3), "SITE_COORDINATE_INVALID"),
        (at(116.4, 39.9), "SITE_OUTSIDE_BOUNDS"),
        (at(-112.68, 22.37), "SITE_OUTSIDE_BOUNDS"),
    ]);
}

#[test]
fn what_crosses_overlaps_or_has_no_area_is_refused() {
    let field = || rectangle(here(), 100.0, 100.0);
    let bow_tie = [(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0)];
    let (corner, tip) = ((100.0, 100.0), (200.0, 200.0));
    let spike = [(0.0, 0.0), (100.0, 0.0), corner, tip, corner, (0.0, 100.0)];
    let hole = |east, north| rectangle(moved(here(), (east, north)), 30.0, 30.0);
    each_refused([
        (
            polygon(&[ring(here(), &bow_tie)]),
            "SITE_RING_CROSSES_ITSELF",
        ),
        (polygon(&[ring(here(), &spike)]), "SITE_RING_CROSSES_ITSELF"),
        (polygon(&[field(), hole(300.0, 0.0)]), "SITE_HOLE_OUTSIDE"),
        (polygon(&[field(), hole(90.0, 10.0)]), "SITE_HOLE_OUTSIDE"),
        (
            polygon(&[field(), hole(10.0, 10.0), hole(20.0, 20.0)]),
            "SITE_RINGS_OVERLAP",
        ),
        (
            multi_polygon(&[vec![field()], vec![hole(90.0, 90.0)]]),
            "SITE_POLYGONS_OVERLAP",
        ),
        (
            multi_polygon(&[vec![field()], vec![field()]]),
            "SITE_POLYGONS_OVERLAP",
        ),
        (polygon(&[rectangle(here(), 1.0, 1.0)]), "SITE_TOO_SMALL"),
    ]);
}

#[test]
fn nothing_is_no_site() {
    for text in [
        r#"{"type":"Polygon","coordinates":[]}"#,
        r#"{"type":"MultiPolygon","coordinates":[]}"#,
        r#"{"type":"MultiPolygon","coordinates":[[]]}"#,
    ] {
        let reason = reason(text);
        // Whether an empty list has any dimension at all is the reader's to say.
        assert!(
            ["SITE_EMPTY", "SITE_UNREADABLE"].contains(&reason),
            "{text} {reason}"
        );
    }
}

#[test]
fn a_site_has_its_limits() {
    let field = polygon(&[rectangle(here(), 100.0, 100.0)]);
    let exact = Terms {
        bytes_max: field.len(),
        polygons_max: 1,
        positions_max: 5,
        ..Terms::default()
    };
    assert!(survey(&field, &exact).is_ok());
    for terms in [
        Terms {
            bytes_max: field.len() - 1,
            ..exact.clone()
        },
        Terms {
            polygons_max: 0,
            ..exact.clone()
        },
        Terms {
            positions_max: 4,
            ..exact
        },
    ] {
        assert_eq!(survey(&field, &terms).unwrap_err().reason, "SITE_TOO_LARGE");
    }
}
