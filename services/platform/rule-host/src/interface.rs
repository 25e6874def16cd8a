//! Whether a component's export is the interface its name says: the component's own types held
//! against the WIT that the host knows.

use wasmtime::component::types::{ComponentFunc, Type};
use wit_parser::{Resolve, TypeDefKind};

use crate::hooks::HookDefinition;
use crate::inspect::{Answers, PackageRefused, Refusal};

/// Compares `decide` of a package with the hook's interface.
pub(crate) fn check(answer: &Answers, decide: &ComponentFunc) -> Result<(), PackageRefused> {
    let refused = |problem: String| {
        let remedy = "build against the project's WIT of that version";
        PackageRefused::new(
            Refusal::InterfaceMismatch,
            answer.export.clone(),
            problem,
            remedy,
        )
    };
    let definition = HookDefinition::of(&answer.hook)
        .ok_or_else(|| refused("this host doesn't know the hook".to_owned()))?;
    let version = definition.version(&answer.interface_version);
    let version = version.ok_or_else(|| {
        let known: Vec<_> = definition
            .versions
            .iter()
            .map(|known| known.number)
            .collect();
        refused(format!("this host answers to version {}", known.join(", ")))
    })?;
    let mut resolve = Resolve::default();
    let wit = resolve.push_str("hook.wit", version.wit);
    let package = wit.map_err(|error| refused(format!("the host's own WIT: {error:#}")))?;
    let rule = resolve.packages[package].interfaces.get("rule");
    let expected = rule.and_then(|rule| resolve.interfaces[*rule].functions.get("decide"));
    let expected =
        expected.ok_or_else(|| refused("the host's own WIT has no decide".to_owned()))?;

    let same_params = expected.params.len() == decide.params().len();
    if !same_params || decide.results().len() != 1 || decide.async_() {
        return Err(refused(
            "decide takes facts and gives an outcome, nothing else".to_owned(),
        ));
    }
    for (wanted, (_, found)) in expected.params.iter().zip(decide.params()) {
        compare(&resolve, &wanted.ty, &found, &wanted.name).map_err(refused)?;
    }
    match (&expected.result, decide.results().next()) {
        (Some(wanted), Some(found)) => {
            compare(&resolve, wanted, &found, "outcome").map_err(refused)
        }
        _ => Err(refused("decide gives an outcome".to_owned())),
    }
}

fn compare(
    resolve: &Resolve,
    wanted: &wit_parser::Type,
    found: &Type,
    place: &str,
) -> Result<(), String> {
    use wit_parser::Type as Wit;
    let is_same = match (wanted, found) {
        (Wit::Id(id), _) => {
            return compare_defined(resolve, &resolve.types[*id].kind, found, place);
        }
        (Wit::Bool, Type::Bool)
        | (Wit::U8, Type::U8)
        | (Wit::U16, Type::U16)
        | (Wit::U32, Type::U32)
        | (Wit::U64, Type::U64)
        | (Wit::S8, Type::S8)
        | (Wit::S16, Type::S16)
        | (Wit::S32, Type::S32)
        | (Wit::S64, Type::S64)
        | (Wit::String, Type::String) => true,
        _ => false,
    };
    if is_same {
        Ok(())
    } else {
        Err(format!("{place} has another type"))
    }
}

fn compare_defined(
    resolve: &Resolve,
    wanted: &TypeDefKind,
    found: &Type,
    place: &str,
) -> Result<(), String> {
    let other = || format!("{place} has another type");
    match (wanted, found) {
        (TypeDefKind::Type(alias), _) => compare(resolve, alias, found, place),
        (TypeDefKind::List(item), Type::List(list)) => compare(resolve, item, &list.ty(), place),
        (TypeDefKind::Option(some), Type::Option(option)) => {
            compare(resolve, some, &option.ty(), place)
        }
        (TypeDefKind::Enum(labels), Type::Enum(found)) => {
            let wanted = labels.cases.iter().map(|case| case.name.as_str());
            if wanted.eq(found.names()) {
                Ok(())
            } else {
                Err(format!("{place} has other labels"))
            }
        }
        (TypeDefKind::Record(record), Type::Record(found)) => {
            let wanted = record.fields.iter().map(|field| field.name.as_str());
            if !wanted.eq(found.fields().map(|field| field.name)) {
                return Err(format!("{place} has other fields"));
            }
            let pairs = record.fields.iter().zip(found.fields());
            pairs.into_iter().try_for_each(|(field, found)| {
                compare(
                    resolve,
                    &field.ty,
                    &found.ty,
                    &format!("{place}.{}", field.name),
                )
            })
        }
        (TypeDefKind::Variant(variant), Type::Variant(found)) => {
            let wanted = variant.cases.iter().map(|case| case.name.as_str());
            if !wanted.eq(found.cases().map(|case| case.name)) {
                return Err(format!("{place} has other cases"));
            }
            let pairs = variant.cases.iter().zip(found.cases());
            pairs
                .into_iter()
                .try_for_each(|(case, found)| match (&case.ty, &found.ty) {
                    (None, None) => Ok(()),
                    (Some(wanted), Some(found)) => {
                        compare(resolve, wanted, found, &format!("{place}.{}", case.name))
                    }
                    _ => Err(other()),
                })
        }
        _ => Err(other()),
    }
}
