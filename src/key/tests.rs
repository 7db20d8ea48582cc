use std::collections::BTreeMap;

use super::*;
use crate::model::{Basis, Figure};

fn spec(name: &str) -> KeySpec {
    KeySpec {
        name: name.to_owned(),
        ..KeySpec::default()
    }
}

fn country(code: &str, values: &[(Indicator, f64)]) -> Country {
    let figure = |value| Figure {
        value,
        year: None,
        source: "test".to_owned(),
        basis: Basis::Judgement,
    };
    Country {
        code: code.parse().expect("a code"),
        name: code.to_owned(),
        region: String::new(),
        subregion: String::new(),
        un_member: true,
        income_group: None,
        indicators: values
            .iter()
            .map(|&(indicator, value)| (indicator, figure(value)))
            .collect::<BTreeMap<_, _>>(),
    }
}

fn run(spec: &KeySpec, countries: &[Country]) -> Result<KeyShares, KeyError> {
    let ids: Vec<ContributorId> = countries
        .iter()
        .map(|country| ContributorId(country.code.as_str().to_owned()))
        .collect();
    let participants: Vec<Participant> = countries
        .iter()
        .zip(&ids)
        .map(|(country, id)| Participant {
            id,
            name: &country.name,
            country: Some(country),
        })
        .collect();
    shares(spec, &participants)
}

fn four(population: f64, gdp: f64, applications: f64, unemployment: f64) -> [(Indicator, f64); 4] {
    [
        (Indicator::PopulationPersons, population),
        (Indicator::GdpUsd, gdp),
        (Indicator::AsylumApplicationsPerMillion, applications),
        (Indicator::UnemploymentPercent, unemployment),
    ]
}

#[test]
fn the_toy_of_the_design_comes_out() {
    // Population and GDP shares .98/.02, unemployment 9/11, weights .4/.4/.2, cap .30.
    let base = ["population", "product"].map(|name| BaseTerm {
        name: name.to_owned(),
        weight: 0.4,
        shares: vec![0.98, 0.02],
    });
    for (cap_share, expected) in [(None, [0.8940, 0.1060]), (Some(0.30), [0.9798, 0.0202])] {
        let unemployment = Corrective {
            name: "unemployment".to_owned(),
            weight: 0.2,
            values: vec![9.0, 11.0],
            inverse: true,
            cap_share,
        };
        let (criteria, notes) = blend(&base, &[unemployment], &["one", "two"]);
        assert!(notes.is_empty());
        for (share, expected) in formula::sums(&criteria, 2).iter().zip(expected) {
            assert!(
                (share - expected).abs() < 5e-5,
                "{cap_share:?} {share} {expected}"
            );
        }
    }
}

#[test]
fn simple_keys_are_proportional_over_participants_only() {
    let countries = [
        country("XAA", &four(30.0, 1.0, 1.0, 5.0)),
        country("XAB", &four(10.0, 3.0, 1.0, 5.0)),
        country("XAC", &four(60.0, 4.0, 1.0, 5.0)),
    ];
    assert_eq!(
        run(&spec("population"), &countries).expect("key").shares,
        [0.3, 0.1, 0.6]
    );
    assert_eq!(
        run(&spec("gdp"), &countries).expect("key").shares,
        [0.125, 0.375, 0.5]
    );
    // One State leaves: the others' shares are computed anew.
    assert_eq!(
        run(&spec("population"), &countries[..2])
            .expect("key")
            .shares,
        [0.75, 0.25]
    );
    let mut weighted = spec("weighted");
    weighted.weights.insert("population".to_owned(), 0.5);
    weighted.weights.insert("gdp_usd".to_owned(), 0.5);
    let by_weights = run(&weighted, &countries).expect("key").shares;
    let regulation = run(&spec("eu-2024"), &countries).expect("key").shares;
    for (index, expected) in [0.2125, 0.2375, 0.55].into_iter().enumerate() {
        assert!((by_weights[index] - expected).abs() < 1e-15);
        assert!((regulation[index] - expected).abs() < 1e-15);
    }
}

#[test]
fn a_state_without_applications_takes_the_limit() {
    let countries = [
        country("XAA", &four(50.0, 50.0, 0.0, 5.0)),
        country("XAB", &four(50.0, 50.0, 100.0, 5.0)),
    ];
    let may = run(&spec("eu-2015-may"), &countries).expect("key");
    assert!((may.shares[0] - 0.55).abs() < 1e-15 && (may.shares[1] - 0.45).abs() < 1e-15);
    assert!(may.notes[0].contains("XAA") && may.notes[0].contains("equal parts"));
    let september = run(&spec("eu-2015-sept"), &countries).expect("key");
    // c = .4 + .1·.3 + .1·min(.5, .3) = .46 and .43; the residual .11 falls equally.
    assert!(
        (september.shares[0] - 0.515).abs() < 1e-12,
        "{:?}",
        september.shares
    );
    assert!((september.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(september.notes[0].contains("cap"));
    // The limit is what small values approach.
    let nearly = [
        country("XAA", &four(50.0, 50.0, 1e-9, 5.0)),
        countries[1].clone(),
    ];
    for name in ["eu-2015-may", "eu-2015-sept"] {
        let limit = run(&spec(name), &countries).expect("key").shares;
        let near = run(&spec(name), &nearly).expect("key").shares;
        assert!((limit[0] - near[0]).abs() < 1e-9, "{name}");
    }
}

#[test]
fn errors_name_state_indicator_rule_and_remedy() {
    let good = country("XAA", &four(30.0, 1.0, 1.0, 5.0));
    let bare = country("XAB", &[(Indicator::PopulationPersons, 10.0)]);
    let message = |spec: &KeySpec, countries: &[Country]| {
        run(spec, countries).expect_err("refused").to_string()
    };
    assert_eq!(
        message(
            &spec("gdp"),
            &[good.clone(), bare.clone(), country("XAC", &[])]
        ),
        "key `gdp`: gdp_usd not known for XAB, XAC; give it as an indicator of the country in the \
         scenario, leave the State out of the participants, or choose another key"
    );
    for wrong in [-1.0, f64::INFINITY, f64::NAN] {
        let text = message(
            &spec("population"),
            &[
                good.clone(),
                country("XAB", &[(Indicator::PopulationPersons, wrong)]),
            ],
        );
        assert!(
            text.contains("XAB") && text.contains("population_persons"),
            "{text}"
        );
    }
    let zero = country("XAB", &[(Indicator::PopulationPersons, 0.0)]);
    assert!(message(&spec("population"), &[zero]).contains("zero for every participant"));
    let mut weighted = spec("weighted");
    weighted.weights.insert("population".to_owned(), 0.7);
    assert!(message(&weighted, std::slice::from_ref(&good)).contains("sum to 0.7"));
    weighted.weights.insert("area".to_owned(), 0.3);
    assert!(message(&weighted, std::slice::from_ref(&good)).contains("no indicator `area`"));
    assert!(
        message(&spec("hosting-capacity"), std::slice::from_ref(&good))
            .contains("name the indicator")
    );
    assert!(message(&spec("gni"), std::slice::from_ref(&good)).contains("gni_usd not known"));
    assert!(message(&spec("koenigstein"), std::slice::from_ref(&good)).contains("choose one of"));
    assert!(message(&spec("gdp"), &[]).contains("no State takes part"));
}

#[test]
fn fixed_shares_are_taken_and_renormalised_over_participants() {
    let countries = [country("XAA", &[]), country("XAB", &[])];
    let mut key = spec("fixed");
    for (id, share) in [("XAA", 0.5), ("XAB", 0.25), ("XAC", 0.25)] {
        key.shares.insert(id.to_owned(), share);
    }
    let found = run(&key, &countries).expect("key").shares;
    assert!((found[0] - 2.0 / 3.0).abs() < 1e-15);
    key.shares.insert("XAC".to_owned(), 0.3);
    assert!(matches!(
        run(&key, &countries),
        Err(KeyError::FixedSum { .. })
    ));
    key.shares.shift_remove("XAB");
    assert!(
        run(&key, &countries)
            .expect_err("missing")
            .to_string()
            .contains("no share for XAB")
    );
}
