//! The site of a demonstration: fields on the map, read from GeoJSON (RFC 7946), checked and measured.
//!
//! The one place of this service with floating point: coordinates are degrees. What leaves it are whole square metres,
//! rounded half up. WGS 84 as RFC 7946 asks; the mapping law (测绘法) asks for CGCS2000, whose ellipsoid and frame differ from
//! it by less than survey and area can tell, so that such a survey is taken as it is.
mod read;
mod topology;

use geo::{GeodesicArea, Polygon};
use serde::{Deserialize, Serialize};

use super::area::hundredths_of_mu;
use super::refused::{FieldViolation, Refused};

/// The field of a form that holds a site.
const FIELD: &str = "site_geojson";
/// Largest difference of an area that can be compared.
const WHOLE_BP: i128 = 10_000;

/// Figures that are no law; all illustrative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Bytes of the text.
    pub bytes_max: usize,
    /// Polygons of a site: one for each field that lies apart.
    pub polygons_max: usize,
    /// Positions of all its rings.
    pub positions_max: usize,
    /// Where a site can lie, in millionths of a degree: Guangdong with a margin.
    pub west_microdegrees: i64,
    pub east_microdegrees: i64,
    pub south_microdegrees: i64,
    pub north_microdegrees: i64,
    /// How far the stated area may be from the computed one, in basis points of the stated one.
    pub tolerance_bp: u16,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            bytes_max: 262_144,
            polygons_max: 50,
            positions_max: 1_000,
            west_microdegrees: 109_500_000,
            east_microdegrees: 117_500_000,
            south_microdegrees: 20_000_000,
            north_microdegrees: 25_700_000,
            tolerance_bp: 500,
        }
    }
}

/// A site that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// A Polygon or MultiPolygon, without members that mean nothing here.
    pub geojson: String,
    /// On the ellipsoid.
    pub area_m2: i64,
    /// The same in hundredths of a mu.
    pub area_c: i64,
}

/// Reads, checks and measures a site.
pub fn survey(text: &str, terms: &Terms) -> Result<Site, Refused> {
    let (geojson, polygons) = read::polygons(text, terms)?;
    topology::check(&polygons)?;
    let area_m2 = square_metres(&polygons);
    let area_c = hundredths_of_mu(area_m2).filter(|area| *area > 0);
    let area_c = area_c.ok_or_else(|| {
        refused(
            "SITE_TOO_SMALL",
            "地块面积过小，无法以0.01亩计",
            "the site has no area in hundredths of a mu",
        )
    })?;
    Ok(Site {
        geojson,
        area_m2,
        area_c,
    })
}

/// Whether some ground lies in both sites; neighbours may share an edge.
pub fn share_ground(one: &Site, other: &Site, terms: &Terms) -> Result<bool, Refused> {
    let (_, ones) = read::polygons(&one.geojson, terms)?;
    let (_, others) = read::polygons(&other.geojson, terms)?;
    let mut pairs = ones
        .iter()
        .flat_map(|polygon| others.iter().map(move |other| (polygon, other)));
    Ok(pairs.any(|(polygon, other)| topology::share_ground(polygon, other)))
}

/// Holds that the stated area is about the site's.
pub fn compare(site: &Site, stated_c: i64, terms: &Terms) -> Result<(), Refused> {
    let apart = (i128::from(site.area_c) - i128::from(stated_c)).abs();
    if stated_c > 0 && apart * WHOLE_BP <= i128::from(stated_c) * i128::from(terms.tolerance_bp) {
        return Ok(());
    }
    let (computed, stated) = (mu(site.area_c), mu(stated_c));
    let violation = FieldViolation::new(
        "stated_area_c",
        "SITE_AREA_DIFFERS",
        format!("按地块边界计算为 {computed} 亩"),
        format!("the boundary encloses {computed} mu"),
    );
    Err(Refused::new(
        "SITE_AREA_DIFFERS",
        format!("填报面积 {stated} 亩与地块边界计算的 {computed} 亩相差过大，请核对边界或面积"),
        format!("the stated {stated} mu and the {computed} mu of the boundary are too far apart: check both"),
    )
    .with("stated_area_c", stated_c.to_string())
    .with("site_area_c", site.area_c.to_string())
    .with_fields(vec![violation]))
}

fn square_metres(polygons: &[Polygon<f64>]) -> i64 {
    let areas = polygons.iter().map(|polygon| {
        // Which way round a ring is drawn says nothing here.
        polygon.geodesic_area_signed().abs()
    });
    let sum: f64 = areas.sum();
    (sum + 0.5).floor() as i64
}

fn mu(area_c: i64) -> String {
    let sign = if area_c < 0 { "-" } else { "" };
    let area = area_c.unsigned_abs();
    format!("{sign}{}.{:02}", area / 100, area % 100)
}

/// What is wrong with the site as a whole.
fn refused(reason: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Refused {
    let (zh, en) = (zh.into(), en.into());
    let violation = FieldViolation::new(FIELD, reason, zh.clone(), en.clone());
    Refused::new(reason, zh, en).with_fields(vec![violation])
}

/// What is wrong with one ring: 0 is its polygon's boundary, 1 its first hole.
fn ring_refused(
    reason: &'static str,
    (polygon, ring): (usize, usize),
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Refused {
    refused(reason, zh, en)
        .with("polygon", polygon.to_string())
        .with("ring", ring.to_string())
}

#[cfg(test)]
mod tests;
