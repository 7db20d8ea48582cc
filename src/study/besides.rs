//! What an option brings besides the money that contributors give of what its plan asks: it is there at any
//! uptake, even none, and a reader who compares options has to know of it.

use crate::model::{Appeal, Situation};

/// What an option has and the baseline has not, whatever the uptake: in words, in a fixed order.
#[must_use]
pub fn besides_uptake(situation: &Situation, option: usize) -> Vec<String> {
    let baseline = &situation.options[situation.baseline()];
    let option = &situation.options[option];
    let mut found = Vec::new();
    if option.appeal == Appeal::Annual && baseline.appeal == Appeal::None {
        found.push("appeals for the needs of each year".to_owned());
    }
    if option.multi_year_share > baseline.multi_year_share {
        found.push("advance pledges".to_owned());
    }
    if option.group_resettlement_share > baseline.group_resettlement_share {
        found.push("group resettlement".to_owned());
    }
    if option.has_plan && !baseline.has_plan {
        if option.resettlement_places_per_year > 0 {
            found.push("a resettlement programme of its own".to_owned());
        }
        found.extend(arrangements_with_plan(situation));
    }
    found
}

/// The same for several options, those that have the same together.
#[must_use]
pub fn besides_uptake_together(
    situation: &Situation,
    options: impl IntoIterator<Item = usize>,
) -> Vec<(Vec<usize>, Vec<String>)> {
    let mut groups: Vec<(Vec<usize>, Vec<String>)> = Vec::new();
    for option in options {
        let besides = besides_uptake(situation, option);
        match groups.iter_mut().find(|(_, same)| *same == besides) {
            _ if besides.is_empty() => {}
            Some((members, _)) => members.push(option),
            None => groups.push((vec![option], besides)),
        }
    }
    groups
}

/// Arrangements that count what there is and move nothing.
const ACCOUNTS: [&str; 2] = ["local_economy", "public_services"];

/// The arrangements that are in force with a plan alone, by the names of their blocks.
fn arrangements_with_plan(situation: &Situation) -> Vec<String> {
    let parameters = &situation.parameters;
    let blocks = [
        serde_json::to_value(&parameters.emergency),
        serde_json::to_value(&parameters.protracted),
    ];
    let mut found = Vec::new();
    for block in blocks.into_iter().flatten() {
        for (name, arrangement) in block.as_object().into_iter().flatten() {
            let applies = arrangement.get("applies").and_then(|it| it.as_str());
            if applies == Some("with-plan") && !ACCOUNTS.contains(&name.as_str()) {
                found.push(name.replace('_', " "));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parameters::Switch;
    use crate::scenario::{LoadOptions, load};

    #[test]
    fn what_comes_without_uptake_is_named() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let loaded = load(
            &root.join("scenarios/reference.toml"),
            &LoadOptions::default(),
        );
        let mut situation = loaded.expect("a scenario").situation;
        let baseline = situation.baseline();
        let mut option = situation.options[baseline].clone();
        option.is_baseline = false;
        situation.options[baseline].appeal = Appeal::None;
        option.appeal = Appeal::None;
        situation.options.push(option);
        let last = situation.options.len() - 1;
        assert!(besides_uptake(&situation, last).is_empty());
        let option = &mut situation.options[last];
        option.appeal = Appeal::Annual;
        option.multi_year_share += 0.1;
        option.group_resettlement_share += 0.1;
        option.has_plan = true;
        option.resettlement_places_per_year = 5;
        situation.options[baseline].has_plan = false;
        situation.parameters.emergency.standing_fund.applies = Switch::WithPlan;
        situation.parameters.emergency.security_standby.applies = Switch::Always;
        situation.parameters.protracted.concessional.applies = Switch::WithPlan;
        let expected = [
            "appeals for the needs of each year",
            "advance pledges",
            "group resettlement",
            "a resettlement programme of its own",
            "standing fund",
            "concessional",
        ];
        assert_eq!(besides_uptake(&situation, last), expected);
        // What only counts brings nothing.
        situation.parameters.protracted.local_economy.applies = Switch::WithPlan;
        assert_eq!(besides_uptake(&situation, last), expected);
        // Options that have the same are told together; the baseline has nothing.
        situation.options.push(situation.options[last].clone());
        let together = besides_uptake_together(&situation, [baseline, last, last + 1]);
        assert_eq!(
            together,
            [(vec![last, last + 1], expected.map(str::to_owned).to_vec())]
        );
    }
}
