//! GeoJSON as it is sent: its shape, the number of its positions, where they lie.
use std::str::FromStr;

use geo::{Coord, LineString, Polygon};
use geojson::{GeoJson, Geometry, GeometryValue, Position};

use super::{Terms, refused, ring_refused};
use crate::domain::refused::Refused;

/// A ring is a triangle at least, and ends where it begins.
const RING_POSITIONS_MIN: usize = 4;
const MICRODEGREES: f64 = 1_000_000.0;

/// The polygons of a site, and its text without members that mean nothing here.
pub(super) fn polygons(text: &str, terms: &Terms) -> Result<(String, Vec<Polygon<f64>>), Refused> {
    if text.len() > terms.bytes_max {
        return Err(too_large());
    }
    let unreadable = || {
        refused(
            "SITE_UNREADABLE",
            "无法识别，请提供 GeoJSON（RFC 7946）文本",
            "can't be read: send GeoJSON (RFC 7946)",
        )
    };
    let value = match GeoJson::from_str(text).map_err(|_| unreadable())? {
        GeoJson::Geometry(geometry) => geometry.value,
        GeoJson::Feature(_) | GeoJson::FeatureCollection(_) => return Err(unsupported()),
    };
    let shapes: Vec<&Vec<Vec<Position>>> = match &value {
        GeometryValue::Polygon { coordinates } => vec![coordinates],
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().collect(),
        GeometryValue::Point { .. }
        | GeometryValue::MultiPoint { .. }
        | GeometryValue::LineString { .. }
        | GeometryValue::MultiLineString { .. }
        | GeometryValue::GeometryCollection { .. } => return Err(unsupported()),
    };
    let positions = shapes.iter().flat_map(|rings| rings.iter());
    let positions: usize = positions.map(Vec::len).sum();
    if shapes.len() > terms.polygons_max || positions > terms.positions_max {
        return Err(too_large());
    }
    if shapes.is_empty() {
        return Err(empty());
    }
    let shapes = shapes.into_iter().enumerate();
    let polygons = shapes
        .map(|(index, rings)| polygon(index, rings, terms))
        .collect::<Result<Vec<_>, Refused>>()?;
    let text = serde_json::to_string(&Geometry::new(value)).map_err(|_| unreadable())?;
    Ok((text, polygons))
}

fn polygon(index: usize, rings: &[Vec<Position>], terms: &Terms) -> Result<Polygon<f64>, Refused> {
    let rings = rings.iter().enumerate();
    let rings = rings.map(|(ring, positions)| line((index, ring), positions, terms));
    let mut rings = rings.collect::<Result<Vec<_>, Refused>>()?.into_iter();
    let boundary = rings.next().ok_or_else(empty)?;
    Ok(Polygon::new(boundary, rings.collect()))
}

fn line(
    at: (usize, usize),
    positions: &[Position],
    terms: &Terms,
) -> Result<LineString<f64>, Refused> {
    if positions.len() < RING_POSITIONS_MIN {
        return Err(too_short(at));
    }
    let places = positions.iter().map(|position| place(at, position, terms));
    let places = places.collect::<Result<Vec<Coord<f64>>, Refused>>()?;
    if places.first() != places.last() {
        return Err(ring_refused(
            "SITE_RING_OPEN",
            at,
            "边界首尾不闭合，最后一点应与第一点相同",
            "a ring is not closed: its last position is its first",
        ));
    }
    Ok(LineString::new(places))
}

fn place(at: (usize, usize), position: &Position, terms: &Terms) -> Result<Coord<f64>, Refused> {
    let (x, y) = match position.as_slice() {
        // A height is allowed, and means nothing here.
        [longitude, latitude] | [longitude, latitude, _] => (*longitude, *latitude),
        _ => {
            return Err(ring_refused(
                "SITE_POSITION_INVALID",
                at,
                "坐标点应为 [经度, 纬度]，可加高程",
                "a position is [longitude, latitude], with a height or without",
            ));
        }
    };
    if !(-180.0..=180.0).contains(&x) || !(-90.0..=90.0).contains(&y) {
        return Err(ring_refused(
            "SITE_COORDINATE_INVALID",
            at,
            format!("坐标 [{x}, {y}] 无效：经度在前（-180 至 180），纬度在后（-90 至 90）"),
            format!(
                "[{x}, {y}] is no place: longitude first (-180 to 180), then latitude (-90 to 90)"
            ),
        ));
    }
    let within = |degrees: f64, (least, most): (i64, i64)| {
        let microdegrees = degrees * MICRODEGREES;
        microdegrees >= least as f64 && microdegrees <= most as f64
    };
    let inside = within(x, (terms.west_microdegrees, terms.east_microdegrees))
        && within(y, (terms.south_microdegrees, terms.north_microdegrees));
    if !inside {
        return Err(ring_refused(
            "SITE_OUTSIDE_BOUNDS",
            at,
            format!("坐标 [{x}, {y}] 不在本省范围内，请核对经纬度顺序与坐标系"),
            format!(
                "[{x}, {y}] lies outside the province: check the order and the reference system"
            ),
        ));
    }
    Ok(Coord { x, y })
}

pub(super) fn too_short(at: (usize, usize)) -> Refused {
    ring_refused(
        "SITE_RING_TOO_SHORT",
        at,
        "边界至少需要三个不同的点，并回到起点",
        "a ring has three different positions or more, and returns to the first",
    )
}

fn too_large() -> Refused {
    refused(
        "SITE_TOO_LARGE",
        "地块边界过于复杂，请减少地块数或坐标点",
        "the site has too many polygons or positions: leave some out",
    )
}

fn empty() -> Refused {
    refused("SITE_EMPTY", "没有地块", "there is no polygon in it")
}

fn unsupported() -> Refused {
    refused(
        "SITE_TYPE_UNSUPPORTED",
        "请提供 Polygon 或 MultiPolygon 几何对象本身",
        "send a Polygon or MultiPolygon geometry itself",
    )
}
