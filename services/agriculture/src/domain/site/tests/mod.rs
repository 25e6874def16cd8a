//! Sites: known shapes have their known areas, and each way of being wrong has its own reason.
mod areas;
mod wrong;

use super::*;

/// Kaiping, about.
pub(super) const LONGITUDE: f64 = 112.68;
pub(super) const LATITUDE: f64 = 22.37;

/// Metres of one degree at a latitude, by the standard series for WGS 84: of longitude, of latitude. Another way to an
/// area than the one under test.
pub(super) fn metres_of_degree(latitude: f64) -> (f64, f64) {
    let phi = latitude.to_radians();
    let east = 111_412.84 * phi.cos() - 93.5 * (3.0 * phi).cos() + 0.118 * (5.0 * phi).cos();
    let north = 111_132.92 - 559.82 * (2.0 * phi).cos() + 1.175 * (4.0 * phi).cos();
    (east, north)
}

/// A place so many metres east and north of another.
pub(super) fn moved((x, y): (f64, f64), (east, north): (f64, f64)) -> (f64, f64) {
    let (of_longitude, of_latitude) = metres_of_degree(y + north / 2.0 / 110_600.0);
    (x + east / of_longitude, y + north / of_latitude)
}

/// A closed ring through places so many metres from the corner.
pub(super) fn ring(corner: (f64, f64), metres: &[(f64, f64)]) -> String {
    let places = metres.iter().chain(metres.first());
    let places = places.map(|offset| {
        let (x, y) = moved(corner, *offset);
        format!("[{x},{y}]")
    });
    format!("[{}]", places.collect::<Vec<_>>().join(","))
}

pub(super) fn rectangle(corner: (f64, f64), width: f64, height: f64) -> String {
    let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
    ring(corner, &corners)
}

pub(super) fn polygon(rings: &[String]) -> String {
    format!(
        r#"{{"type":"Polygon","coordinates":[{}]}}"#,
        rings.join(",")
    )
}

pub(super) fn multi_polygon(polygons: &[Vec<String>]) -> String {
    let polygons = polygons
        .iter()
        .map(|rings| format!("[{}]", rings.join(",")));
    let polygons = polygons.collect::<Vec<_>>().join(",");
    format!(r#"{{"type":"MultiPolygon","coordinates":[{polygons}]}}"#)
}

pub(super) fn here() -> (f64, f64) {
    (LONGITUDE, LATITUDE)
}

pub(super) fn surveyed(text: &str) -> Site {
    survey(text, &Terms::default()).unwrap()
}

pub(super) fn reason(text: &str) -> &'static str {
    survey(text, &Terms::default()).unwrap_err().reason
}

/// Whether two areas are within a thousandth of each other, and a square metre of rounding.
pub(super) fn is_about(found: i64, expected: f64) -> bool {
    (found as f64 - expected).abs() <= expected / 1000.0 + 1.0
}
