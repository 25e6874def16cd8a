//! Harvested plots as messages tell them.
use kezhuan_protocol::agriculture::v1;
use kezhuan_protocol::agriculture::v1::trial::{MoistureStandard, Role as RoleCode};

use super::{code, figure};
use crate::domain::plot::{Moisture, Plot, Role};
use crate::error::Error;

/// One plot.
pub fn message(plot: &Plot) -> v1::trial::Plot {
    let role = RoleCode::from_str_name(plot.role.as_str());
    v1::trial::Plot {
        label: plot.label.clone(),
        role: role.unwrap_or_default().into(),
        replication: figure::told(plot.replication),
        area_c: plot.area_c,
        fresh_g: plot.fresh_g,
        moisture_bp: i32::try_from(plot.moisture_bp).unwrap_or(i32::MAX),
    }
}

/// The plots of a form; `replicated`: each belongs to a replication.
pub fn read_all(plots: &[v1::trial::Plot], replicated: bool) -> Result<Vec<Plot>, Error> {
    let plots = plots.iter().enumerate();
    let read = plots.map(|(index, plot)| {
        let path = |field: &str| format!("plots[{index}].{field}");
        let replication = match replicated {
            true => figure::read_some(&path("replication"), plot.replication)?,
            false => 0,
        };
        let name = |code: &RoleCode| code.as_str_name();
        Ok(Plot {
            label: plot.label.clone(),
            role: code::of_enum(&path("role"), plot.role, name, Role::parse)?,
            replication,
            area_c: plot.area_c,
            fresh_g: plot.fresh_g,
            moisture_bp: i64::from(plot.moisture_bp),
        })
    });
    read.collect()
}

/// The code of a moisture standard.
pub fn moisture(moisture: Moisture) -> i32 {
    let standard = MoistureStandard::from_str_name(moisture.as_str());
    standard.unwrap_or_default().into()
}

/// The moisture standard of a form.
pub fn read_moisture(standard: MoistureStandard) -> Result<Moisture, Error> {
    code::read("moisture_standard", standard.as_str_name(), Moisture::parse)
}
