//! Whether rings are rings, holes lie in their fields, and no ground is counted twice.
use geo::Polygon;
use geo::Relate;
use geo::Validation;
use geo::algorithm::validation::{InvalidPolygon, RingRole};
use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;

use super::read::too_short;
use super::{refused, ring_refused};
use crate::domain::refused::Refused;

/// Holds that every polygon is one, and that no two share ground. Neighbouring fields may share an edge.
pub(super) fn check(polygons: &[Polygon<f64>]) -> Result<(), Refused> {
    for (index, polygon) in polygons.iter().enumerate() {
        polygon
            .check_validation()
            .map_err(|invalid| explained(index, &invalid))?;
    }
    for (index, polygon) in polygons.iter().enumerate() {
        for other in polygons.iter().skip(index + 1) {
            if share_ground(polygon, other) {
                return Err(refused(
                    "SITE_POLYGONS_OVERLAP",
                    "地块互相重叠，请合并或更正边界",
                    "two polygons share ground: join them or mend their boundaries",
                )
                .with("polygon", index.to_string()));
            }
        }
    }
    Ok(())
}

/// Whether some ground lies in both; a common edge is none.
pub(super) fn share_ground(one: &Polygon<f64>, other: &Polygon<f64>) -> bool {
    let shared = one.relate(other).get(CoordPos::Inside, CoordPos::Inside);
    shared == Dimensions::TwoDimensional
}

fn explained(polygon: usize, invalid: &InvalidPolygon) -> Refused {
    let of = |ring: &RingRole| (polygon, number(ring));
    match invalid {
        InvalidPolygon::TooFewPointsInRing(ring) => too_short(of(ring)),
        InvalidPolygon::SelfIntersection(ring) => ring_refused(
            "SITE_RING_CROSSES_ITSELF",
            of(ring),
            "边界自相交或折返，请更正",
            "a ring crosses or touches itself: mend it",
        ),
        InvalidPolygon::NonFiniteCoord(ring, _) => ring_refused(
            "SITE_COORDINATE_INVALID",
            of(ring),
            "坐标不是有限的数值",
            "a coordinate is no finite number",
        ),
        InvalidPolygon::InteriorRingNotContainedInExteriorRing(ring) => ring_refused(
            "SITE_HOLE_OUTSIDE",
            of(ring),
            "内环（扣除区域）不在地块边界之内",
            "a hole does not lie inside its polygon",
        ),
        InvalidPolygon::IntersectingRingsOnALine(ring, _)
        | InvalidPolygon::IntersectingRingsOnAnArea(ring, _) => ring_refused(
            "SITE_RINGS_OVERLAP",
            of(ring),
            "同一地块的边界或内环互相重叠",
            "two rings of a polygon overlap",
        ),
    }
}

const fn number(ring: &RingRole) -> usize {
    match ring {
        RingRole::Exterior => 0,
        RingRole::Interior(hole) => *hole + 1,
    }
}
