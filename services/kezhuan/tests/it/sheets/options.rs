//! Options that name the wrong carrier, base, season, year or file: told once, by their name, and nothing is sent or written.
use std::path::Path;

use super::say;

/// A command fails and names the option; it leaves no file of this name.
fn refused(data: &Path, command: &str, (file, more): (&Path, &[&str]), option: &str) {
    let (is_well, told) = say(data, command, file, more);
    assert!(
        !is_well && told.contains(option),
        "{command} {more:?}: {told}"
    );
}

fn nobody(collection: &str) -> String {
    format!("{collection}/00000000-0000-7000-8000-000000000000")
}

/// `carrier` is run by `park` and has the tenants of 在孵企业.csv.
pub fn of_carrier(data: &Path, folder: &Path, carrier: &str) {
    let file = folder.join("在孵企业.csv");
    let report = folder.join("在孵企业.csv.report.csv");
    std::fs::remove_file(&report).expect("the report of before");
    let import = "incubation import tenants";
    let nobody = nobody("carriers");
    for (carrier, organisation) in [
        ("carriers/none", "park"),
        (nobody.as_str(), "park"),
        (carrier, "other"),
    ] {
        let more = ["--carrier", carrier, "--organisation", organisation];
        refused(data, import, (&file, &more), "--carrier");
    }
    let as_office = [
        "--carrier",
        carrier,
        "--organisation",
        "park",
        "--role",
        "auditor",
    ];
    refused(data, import, (&file, &as_office), "--role");
    assert!(!report.exists(), "no row was at fault");

    let other = ["--organisation", "other", "--role", "carrier_op"];
    let of_carrier = [&["--carrier", carrier], &other[..]].concat();
    let of_year = [&["--year", "24"], &other[..]].concat();
    let of_none = [&["--year", "2025"], &other[..]].concat();
    for (command, more, option) in [
        ("incubation export tenants", &of_carrier[..], "--carrier"),
        ("incubation export tenants", &other[..], "--organisation"),
        ("incubation export returns", &of_year[..], "--year"),
        ("incubation export returns", &of_none[..], "--organisation"),
    ] {
        let file = folder.join("空.csv");
        refused(data, command, (&file, more), option);
        assert!(!file.exists(), "{command} wrote an empty table");
    }
    let foreign = folder.join("空.ods");
    refused(
        data,
        "incubation template tenants",
        (&foreign, &[]),
        ".xlsx",
    );
    assert!(!foreign.exists());
}

/// `base` is run by `jaas` and has trials.
pub fn of_base(data: &Path, folder: &Path, base: &str) {
    let file = folder.join("试验.csv");
    let nobody = nobody("bases");
    for (base, organisation) in [
        ("bases/none", "jaas"),
        (nobody.as_str(), "jaas"),
        (base, "other"),
    ] {
        let more = ["--base", base, "--organisation", organisation];
        refused(data, "agriculture import trials", (&file, &more), "--base");
    }
    let late = ["--base", base, "--season", "25-L", "--organisation", "jaas"];
    refused(
        data,
        "agriculture import farmers",
        (&file, &late),
        "--season",
    );
    let none = [
        "--base",
        base,
        "--season",
        "2031-L",
        "--organisation",
        "jaas",
    ];
    refused(
        data,
        "agriculture import farmers",
        (&file, &none),
        "--season",
    );
    let empty = folder.join("空试验.csv");
    let other = [
        "--base",
        base,
        "--organisation",
        "other",
        "--role",
        "carrier_op",
    ];
    refused(
        data,
        "agriculture export trials",
        (&empty, &other),
        "--organisation",
    );
    assert!(!empty.exists());
}
