//! A demonstration as its readers see it, and what is said of it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_law::panel::{Declaration, Expert};
use kezhuan_protocol::agriculture::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{day, instant, plot, season};
use crate::api::names::{BASES, DEMONSTRATIONS, VARIETIES};
use crate::domain::demonstration::{
    Acceptance, Demonstration, Input, Measured, Measurement, Measurer, NewDemonstration, Photo,
};
use crate::domain::transformation_base::Base;
use crate::error::Error;
use crate::store::stored::Stored;

/// A demonstration, to `reader`.
pub fn answer(stored: &Stored<Demonstration>, reader: &Caller) -> v1::Demonstration {
    let demonstration = &stored.body;
    let official = is_of_authority(reader, &stored.tenant);
    let state = v1::demonstration::State::from_str_name(demonstration.state.as_str());
    let acceptance = demonstration.acceptance.as_ref();
    v1::Demonstration {
        name: DEMONSTRATIONS.name(demonstration.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(demonstration.version),
        state: state.unwrap_or_default().into(),
        base: BASES.name(demonstration.base),
        operator: demonstration.operator.clone(),
        variety: VARIETIES.name(demonstration.variety),
        crop: demonstration.crop.as_str().to_owned(),
        season: demonstration.season.to_string(),
        moisture_standard: plot::moisture(demonstration.moisture),
        site_geojson: demonstration.site.geojson.clone(),
        site_area_m2: demonstration.site.area_m2,
        site_area_c: demonstration.site.area_c,
        stated_area_c: demonstration.stated_area_c,
        starts_on: demonstration.starts_on.to_string(),
        ends_on: demonstration.ends_on.to_string(),
        started_on: day::told(demonstration.started_on),
        inputs: demonstration.inputs.iter().map(input).collect(),
        measurement: demonstration
            .measurement
            .as_ref()
            .map(|one| measurement(one, official)),
        photos: demonstration.photos.iter().map(photo).collect(),
        acceptance: acceptance.map(|one| accepted(one, official)),
        extended_on: day::told(demonstration.extended_on),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn input(input: &Input) -> v1::demonstration::Input {
    v1::demonstration::Input {
        item: input.item.clone(),
        quantity: input.quantity.clone(),
        used_on: day::told(input.used_on),
    }
}

fn measurement(measurement: &Measurement, official: bool) -> v1::demonstration::Measurement {
    let experts = measurement
        .experts
        .iter()
        .map(|one| measurer(one, official));
    v1::demonstration::Measurement {
        measured_on: measurement.measured_on.to_string(),
        plots: measurement.plots.iter().map(plot::message).collect(),
        experts: experts.collect(),
        yield_c: measurement.yield_c,
        check_yield_c: measurement.check_yield_c.unwrap_or_default(),
        increase_bp: measurement.increase_bp.unwrap_or_default(),
        recorded_by: shown(Some(&measurement.recorded_by), official),
    }
}

/// Whom an expert is related to is the authority's to know.
fn measurer(measurer: &Measurer, official: bool) -> v1::demonstration::Measurer {
    let people = |named: &[String]| match official {
        true => named.to_vec(),
        false => Vec::new(),
    };
    v1::demonstration::Measurer {
        expert: measurer.expert.id.clone(),
        organisation: measurer.expert.organisation.clone(),
        plots: measurer.plots.clone(),
        coauthors_3y: people(&measurer.declaration.coauthors_3y),
        relatives: people(&measurer.declaration.relatives),
    }
}

fn photo(photo: &Photo) -> v1::demonstration::Photo {
    v1::demonstration::Photo {
        sha256: photo.sha256.clone(),
        caption: photo.caption.clone(),
    }
}

fn accepted(acceptance: &Acceptance, official: bool) -> v1::demonstration::Acceptance {
    v1::demonstration::Acceptance {
        accepted_on: acceptance.accepted_on.to_string(),
        by: shown(Some(&acceptance.by), official),
        note: acceptance.note.clone(),
    }
}

/// What the operator plans on a base.
pub fn read_new(
    asked: &v1::PlanDemonstrationRequest,
    base: &Base,
) -> Result<NewDemonstration, Error> {
    Ok(NewDemonstration {
        id: Uuid::now_v7(),
        base: base.id,
        division: base.division.clone(),
        operator: base.organisation.clone(),
        season: season::read("season", &asked.season)?,
        moisture: plot::read_moisture(asked.moisture_standard())?,
        site: asked.site_geojson.clone(),
        stated_area_c: asked.stated_area_c,
        starts_on: day::read("starts_on", &asked.starts_on)?,
        ends_on: day::read("ends_on", &asked.ends_on)?,
        inputs: read_inputs(&asked.inputs)?,
    })
}

/// Seed, fertiliser and the like.
pub fn read_inputs(inputs: &[v1::demonstration::Input]) -> Result<Vec<Input>, Error> {
    let inputs = inputs.iter().enumerate();
    let read = inputs.map(|(index, input)| {
        let path = format!("inputs[{index}].used_on");
        Ok(Input {
            item: input.item.clone(),
            quantity: input.quantity.clone(),
            used_on: day::read_if_given(&path, &input.used_on)?,
        })
    });
    read.collect()
}

/// What the experts measured.
pub fn read_measured(asked: &v1::MeasureDemonstrationRequest) -> Result<Measured, Error> {
    let photos = asked.photos.iter().map(|photo| Photo {
        sha256: photo.sha256.clone(),
        caption: photo.caption.clone(),
    });
    Ok(Measured {
        measured_on: day::read("measured_on", &asked.measured_on)?,
        plots: plot::read_all(&asked.plots, false)?,
        experts: asked.experts.iter().map(read_measurer).collect(),
        photos: photos.collect(),
    })
}

fn read_measurer(measurer: &v1::demonstration::Measurer) -> Measurer {
    Measurer {
        expert: Expert {
            id: measurer.expert.clone(),
            organisation: measurer.organisation.clone(),
        },
        declaration: Declaration {
            coauthors_3y: measurer.coauthors_3y.clone(),
            relatives: measurer.relatives.clone(),
        },
        plots: measurer.plots.clone(),
    }
}
