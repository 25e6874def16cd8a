//! What the chart brings is what this program reads.
use kezhuan_rule_controller::definition;
use kezhuan_rule_controller::resource::RulePackage;

const KEPT: &str = include_str!("../../../../helm/kezhuan/crds/rulepackages.yaml");
const README: &str = include_str!("../../README.md");

#[test]
fn the_chart_has_the_definition_of_this_program() {
    assert_eq!(
        KEPT,
        definition().unwrap(),
        "cargo run -p kezhuan-rule-controller -- --crd > helm/kezhuan/crds/rulepackages.yaml"
    );
}

#[test]
fn the_examples_in_the_readme_are_resources() {
    let examples: Vec<RulePackage> = README
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|text| text.contains("kind: RulePackage"))
        .map(|text| serde_saphyr::from_str(text).unwrap())
        .collect();
    assert!(!examples.is_empty());
    for example in &examples {
        assert!(!example.spec.timeline.is_empty(), "{example:?}");
    }
}
