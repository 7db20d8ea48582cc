//! Parameters drawn from their ranges: what is drawn, what is refused, and that results depend on
//! nothing but seed and draw.

mod common;

use std::sync::atomic::AtomicBool;

use common::{Keep, settings};
use fairshare::apportion::SolverChoice;
use fairshare::ensemble::{Results, Worlds, run, run_in};
use fairshare::model::Situation;
use fairshare::scenario::{LoadOptions, Loaded, load, structure_options};
use fairshare::simulate::{OptionSetup, Resolution, Setup};
use fairshare::workflow::apportion_all;

fn loaded(sets: &[&str]) -> Loaded {
    let options = LoadOptions {
        sets: sets.iter().map(|&set| set.to_owned()).collect(),
        ..LoadOptions::default()
    };
    load("scenarios/reference.toml".as_ref(), &options).expect("a sound scenario")
}

fn refused(sets: &[&str]) -> String {
    let options = LoadOptions {
        sets: sets.iter().map(|&set| set.to_owned()).collect(),
        ..LoadOptions::default()
    };
    load("scenarios/reference.toml".as_ref(), &options)
        .expect_err("an unsound scenario")
        .render(fairshare::diagnostic::Style::PLAIN)
}

const PRIORS: &str = "uncertainty.parameters=priors";
const SHORT: [&str; 3] = ["clock.months=72", "ensemble.replicates=16", PRIORS];

fn results(loaded: &Loaded, worlds: Option<&dyn Worlds>, chunk: u64) -> (Results, Keep) {
    let situation = &loaded.situation;
    let setup = Setup::new(situation, Resolution::Banded);
    let plans = apportion_all(situation, SolverChoice::Auto).expect("plans");
    let options: Vec<OptionSetup<'_>> = situation
        .options
        .iter()
        .zip(&plans)
        .take(2)
        .map(|(option, plan)| OptionSetup::new(&setup, option, plan))
        .collect();
    let mut keep = Keep::default();
    let stop = AtomicBool::new(false);
    let settings = settings(16, chunk);
    let results = match worlds {
        Some(worlds) => run_in(
            &setup,
            options,
            0,
            &settings,
            Some(worlds),
            &stop,
            &mut keep,
        ),
        None => run(&setup, options, 0, &settings, &stop, &mut keep),
    }
    .expect("closed accounts");
    (results, keep)
}

#[test]
fn results_depend_on_neither_chunks_nor_threads() {
    for design in ["latin-hypercube", "sobol"] {
        let mut sets = SHORT.to_vec();
        let design = format!("uncertainty.design={design}");
        sets.push(&design);
        let loaded = loaded(&sets);
        let (first, rows) = results(&loaded, Some(&loaded), 16);
        let one_thread = rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .build()
            .expect("a thread");
        let (other, other_rows) = one_thread.install(|| results(&loaded, Some(&loaded), 3));
        assert_eq!(rows.rows, other_rows.rows);
        assert_eq!(first.paired, other.paired);
        assert_eq!(
            format!("{:?}", first.summary),
            format!("{:?}", other.summary)
        );
    }
}

/// Draws that change nothing.
struct Unchanged<'a>(&'a Situation);

impl Worlds for Unchanged<'_> {
    fn futures_per_draw(&self) -> u64 {
        1
    }

    fn situation(&self, _: u64) -> Result<Situation, String> {
        Ok(self.0.clone())
    }
}

#[test]
fn draws_that_change_nothing_give_the_results_of_fixed_parameters() {
    let loaded = loaded(&["clock.months=72"]);
    let (fixed, rows) = results(&loaded, None, 8);
    let (drawn, drawn_rows) = results(&loaded, Some(&Unchanged(&loaded.situation)), 8);
    assert_eq!(rows.rows, drawn_rows.rows);
    assert_eq!(fixed.paired, drawn.paired);
}

#[test]
fn what_is_drawn_are_beliefs_with_a_bearing() {
    let loaded = loaded(&SHORT);
    let priors = loaded.priors.as_ref().expect("priors");
    let drawn = |path: &str| priors.parameters().iter().any(|prior| prior.path == path);
    assert!(drawn("voluntary_return.hazard_per_year.peace"));
    assert!(drawn("costs.sector_share.food.emergency"));
    // A point, an end of another prior, a convention, choices, another family of response, an
    // arrangement that is off.
    for path in [
        "voluntary_return.hazard_per_year.war",
        "finance.uptake_minimum",
        "finance.discount_rate_per_year",
        "review.forecast_months",
        "response.hill_exponent",
        "emergency.coordination.speed_per_month",
    ] {
        assert!(!drawn(path), "{path}");
    }
    for prior in priors.parameters() {
        for draw in 0..8 {
            let position = priors
                .parameters()
                .iter()
                .position(|other| other.path == prior.path)
                .expect("itself");
            let value = priors.values(draw)[position];
            assert!(
                prior.range[0] <= value && value <= prior.range[1],
                "{}: {value}",
                prior.path
            );
        }
    }
    // A parameter is drawn alike whatever else is drawn.
    let alone = self::loaded(&[
        SHORT[0],
        SHORT[1],
        SHORT[2],
        "uncertainty.vary=[\"voluntary_return.hazard_per_year.peace\"]",
    ]);
    let alone = alone.priors.expect("one prior");
    assert_eq!(alone.parameters().len(), 1);
    let position = priors
        .parameters()
        .iter()
        .position(|prior| prior.path == "voluntary_return.hazard_per_year.peace")
        .expect("drawn");
    assert_eq!(alone.values(3)[0], priors.values(3)[position]);
}

#[test]
fn structural_variants_meet_the_draws_of_the_model_as_written() {
    // Each case: what is laid over the scenario as a whole, and the variant. The variants draw other
    // parameters: those of another family, none of the response, those of arrangements that are
    // switched on, and one to which the override itself gives a range or takes it.
    let written = ["uncertainty.futures_per_draw=1", SHORT[0], SHORT[1], PRIORS];
    for design in ["latin-hypercube", "sobol"] {
        let design = format!("uncertainty.design={design}");
        let mut sets: Vec<String> = written.iter().map(|&set| set.to_owned()).collect();
        sets.push(design.clone());
        let options = LoadOptions {
            sets,
            ..LoadOptions::default()
        };
        let path = "scenarios/reference.toml".as_ref();
        let base = load(path, &options).expect("a sound scenario");
        let levels = |loaded: &Loaded, draw: u64| -> Vec<(String, f64)> {
            let priors = loaded.priors.as_ref().expect("priors");
            let mut levels = Vec::new();
            priors.levels_into(draw, &mut levels);
            let paths = priors.parameters().iter().map(|prior| prior.path.clone());
            paths.zip(levels).collect()
        };
        for structure in ["response-linear", "response-hill", "comprehensive"] {
            let variant = load(path, &structure_options(structure, &options)).expect(structure);
            let mut shared = 0;
            for draw in 0..16 {
                let (one, other) = (levels(&base, draw), levels(&variant, draw));
                assert_ne!(one.len(), 0);
                if draw == 0 && structure != "response-hill" {
                    assert_ne!(
                        one.len(),
                        other.len(),
                        "{structure} draws the same parameters"
                    );
                }
                for (path, level) in &one {
                    if let Some((_, of_variant)) = other.iter().find(|(known, _)| known == path) {
                        assert_eq!(level, of_variant, "{design}, {structure}, {path}");
                        shared += 1;
                    }
                }
            }
            assert!(shared > 16 * 50, "{structure}: {shared}");
        }
        // Neither does it matter that a figure has no range any more, or a further one has one.
        for set in [
            "arrivals.dispersion_size=1.2",
            "regime.peace_to_war_per_month={ value = 0.006, range = [0.006, 0.006] }",
            "voluntary_return.hazard_per_year.war={ value = 0.0, range = [0.0, 0.001] }",
        ] {
            let mut options = options.clone();
            options.sets.push(set.to_owned());
            let other = load(path, &options).expect("a sound scenario");
            let (one, other) = (levels(&base, 5), levels(&other, 5));
            assert_ne!(one.len(), other.len(), "{set}");
            for (path, level) in &one {
                if let Some((_, changed)) = other.iter().find(|(known, _)| known == path) {
                    assert_eq!(level, changed, "{design}, {set}, {path}");
                }
            }
        }
    }
}

#[test]
fn draws_fit_together() {
    for name in ["reference", "south-sudan", "burundi", "syria"] {
        let options = LoadOptions {
            sets: vec![PRIORS.to_owned(), "ensemble.replicates=64".to_owned()],
            ..LoadOptions::default()
        };
        let path = format!("scenarios/{name}.toml");
        let loaded = load(path.as_ref(), &options).expect("a sound scenario");
        for draw in 0..32 {
            let situation = loaded.situation_of_draw(draw).expect("a situation");
            let shares: f64 = situation.hosts.iter().map(|host| host.arrival_share).sum();
            assert!((shares - 1.0).abs() < 1e-9, "{name}: {shares}");
            let sectors = situation.parameters.costs.sector_share.in_order();
            let sum: f64 = sectors.iter().map(|share| share.protracted).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{name}: {sum}");
            assert_ne!(
                situation.parameters.regime, loaded.situation.parameters.regime,
                "{name}: nothing was drawn"
            );
        }
        // The written values themselves are a point of the space: nothing is lost on the way.
        let written: Vec<f64> = loaded
            .priors
            .as_ref()
            .expect("priors")
            .parameters()
            .iter()
            .map(|prior| prior.value)
            .collect();
        let again = loaded.situation_at(&written).expect("a situation");
        assert_eq!(again.hosts.len(), loaded.situation.hosts.len());
        let (one, other) = (&again.parameters, &loaded.situation.parameters);
        assert_eq!(one.regime, other.regime);
        assert_eq!(one.finance, other.finance);
        assert_eq!(one.emergency, other.emergency);
    }
}

#[test]
fn priors_that_cannot_be_sampled_are_refused_with_a_remedy() {
    let with = |set: &str| refused(&[SHORT[0], SHORT[1], SHORT[2], set]);
    let text = with("uncertainty.vary=[\"regime.war_to_stalemate_per_mnth\"]");
    assert!(text.contains("is no figure of the scenario"), "{text}");
    assert!(text.contains("war_to_stalemate_per_month"), "{text}");
    let text = with("uncertainty.vary=[\"review.forecast_months\"]");
    assert!(text.contains("it is a choice"), "{text}");
    let text = with("uncertainty.vary=[\"voluntary_return.hazard_per_year.war\"]");
    assert!(text.contains("single point"), "{text}");
    let text = with("uncertainty.vary=[\"clock.months\"]");
    assert!(text.contains("has no range"), "{text}");
    let text = with("uncertainty.futures_per_draw=3");
    assert!(text.contains("make it 18"), "{text}");
    let text = with("uncertainty.futures_per_draw=0");
    assert!(text.contains("at least 1"), "{text}");
    let outside = "resettlement.acceptance_share={ value = 0.9, range = [0.5, 1.2] }";
    let text = with(outside);
    assert!(text.contains("1.2 is too large"), "{text}");
    let reversed = "resettlement.acceptance_share={ value = 0.9, range = [0.95, 0.5] }";
    let text = with(reversed);
    assert!(text.contains("write the lower end first"), "{text}");
    let logarithm = "resettlement.acceptance_share={ value = 0.9, range = [0, 1], distribution = \"log-uniform\" }";
    let text = with(logarithm);
    assert!(text.contains("cannot begin at 0"), "{text}");
    let nothing = "resettlement.acceptance_share={ value = 0.9, distribution = \"uniform\" }";
    let text = with(nothing);
    assert!(text.contains("no range to be distributed over"), "{text}");
    let certain = "regime.war_to_stalemate_per_month={ value = 0.5, range = [0.1, 0.995] }";
    let text = with(certain);
    assert!(text.contains("more than 1"), "{text}");
    let endless = "arrivals.dispersion_size={ value = 0.9, range = [0.5, inf] }";
    let text = with(endless);
    assert!(text.contains("is not a number"), "{text}");
}

#[test]
fn every_draw_of_every_situation_makes_a_scenario() {
    // With a chance of a few per cent that two drawn figures contradict each other, 200 draws that are
    // not made to fit together would pass with a probability below 1e-2 for any such pair.
    let mut cases: Vec<(&str, Option<&str>)> = vec![("reference", Some("comprehensive"))];
    cases.extend(
        [
            "south-sudan",
            "syria",
            "rohingya",
            "sudan",
            "afghanistan",
            "somalia",
            "burundi",
        ]
        .map(|name| (name, None)),
    );
    for (name, named) in cases {
        let options = LoadOptions {
            overrides: named.into_iter().map(str::to_owned).collect(),
            sets: vec![PRIORS.to_owned(), "ensemble.replicates=400".to_owned()],
            ..LoadOptions::default()
        };
        let path = format!("scenarios/{name}.toml");
        let loaded = load(path.as_ref(), &options).expect("a sound scenario");
        for draw in 0..if named.is_some() { 200 } else { 20 } {
            if let Err(error) = loaded.situation_of_draw(draw) {
                panic!("{name}, draw {draw}: {error}");
            }
        }
    }
}
