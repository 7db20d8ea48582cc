//! Finding what is drawn, and refusing what cannot be.

use std::collections::BTreeSet;

use super::super::check;
use super::super::document::Document;
use super::super::evidence::number;
use super::super::path::{self, KeyPath};
use super::super::resolved::{ResolvedTree, Step, to_json};
use super::super::schema::Schema;
use super::super::tree::{Node, Value};
use super::figures::{self, Figure};
use super::{Design, PathStep, Prior, Priors, bearing, usual_distribution};
use crate::diagnostic::{Problem, Problems, did_you_mean};
use crate::id::stream_key_of;
use crate::model::parameters::RegimeDurations;
use crate::model::{DesignKind, Distribution, ParameterUncertainty, Situation};
use crate::random::design::{LatinHypercube, SobolSequence};

/// A figure with a range.
pub(super) struct Candidate<'a> {
    pub(super) path: String,
    /// The path with the schema's placeholder for rows.
    schema_path: String,
    steps: Vec<PathStep>,
    pub(super) node: &'a Node,
    range: [f64; 2],
    value: f64,
}

impl<'a> Candidate<'a> {
    /// The candidate that a figure is; nothing where it has no range.
    fn of(figure: Figure<'a>) -> Option<Self> {
        let range = figure.node.evidence.as_deref()?.range?;
        Some(Self {
            value: number(figure.node)?,
            path: figure.path,
            schema_path: figure.schema_path,
            steps: figure.steps,
            node: figure.node,
            range,
        })
    }
}

/// What is drawn in a scenario; nothing where its parameters are fixed, or where something is wrong
/// with them, which is then among the problems.
pub(in super::super) fn collect(
    tree: &ResolvedTree,
    document: &Document,
    situation: &Situation,
    problems: &mut Problems,
) -> Option<Priors> {
    let stated = &document.uncertainty;
    if stated.parameters == ParameterUncertainty::Fixed {
        return None;
    }
    let (chosen, _) = sorted_out(tree, document, situation, problems);
    let mut parameters = Vec::new();
    for candidate in &chosen {
        parameters.extend(prior(candidate, problems));
    }
    if parameters.is_empty() && !problems.has_errors() {
        refuse(
            tree,
            &[Step::Key("uncertainty"), Step::Key("parameters")],
            "no-priors",
            "parameters are to be drawn, but none has a range and a bearing on results".to_owned(),
            "give ranges, as in `{ value = 0.25, range = [0.1, 0.6] }`, or write `parameters = \"fixed\"`",
            problems,
        );
    }
    regime_rows(document, &parameters, tree, problems);
    let (replicates, futures) = (document.ensemble.replicates, stated.futures_per_draw);
    if futures == 0 || !replicates.is_multiple_of(futures) {
        let next = replicates.next_multiple_of(futures.max(1));
        refuse(
            tree,
            &[Step::Key("ensemble"), Step::Key("replicates")],
            "draws",
            format!(
                "{replicates} replicates are no whole number of draws of {futures} futures each"
            ),
            &format!("make it {next}, or change `uncertainty.futures_per_draw`"),
            problems,
        );
    }
    if problems.has_errors() {
        return None;
    }
    let draws = replicates / futures.max(1);
    let seed = document.ensemble.seed;
    let design = match stated.design {
        DesignKind::LatinHypercube => Design::LatinHypercube(LatinHypercube::new(
            seed,
            draws,
            parameters
                .iter()
                .map(|prior| stream_key_of(&prior.path))
                .collect(),
        )),
        DesignKind::Sobol => {
            let numbered = figures::numbered(tree.root());
            let number_of = |prior: &Prior| numbered.partition_point(|path| *path < prior.path);
            Design::Sobol(SobolSequence::of_dimensions(
                seed,
                parameters.iter().map(number_of).collect(),
            ))
        }
    };
    Some(Priors {
        parameters,
        kind: stated.design,
        design,
        futures_per_draw: futures,
        draws,
        name: situation.name.clone(),
        document: to_json(tree.root()),
    })
}

fn refuse(
    tree: &ResolvedTree,
    steps: &[Step<'_>],
    rule: &'static str,
    message: String,
    remedy: &str,
    problems: &mut Problems,
) {
    let found = tree.find(steps);
    problems.push(Problem::error(rule, found.path, Some(found.place), message).with_remedy(remedy));
}

fn is_at_or_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The figures with a range, sorted by path, in two: those that are drawn, all with a bearing or those
/// that `vary` names; and the others, each with the reason.
pub(super) fn sorted_out<'a>(
    tree: &'a ResolvedTree,
    document: &Document,
    situation: &Situation,
    problems: &mut Problems,
) -> (Vec<Candidate<'a>>, Vec<(String, String)>) {
    let json = to_json(tree.root());
    let mut candidates: Vec<Candidate<'a>> = figures::of_scenario(tree.root())
        .into_iter()
        .filter_map(Candidate::of)
        .collect();
    candidates.sort_by(|left, right| left.path.cmp(&right.path));
    let fixed = |candidate: &Candidate<'_>| {
        if candidate.range[0] == candidate.range[1] {
            return Some("its range is a single point".to_owned());
        }
        bearing::fixed_because(&candidate.path, document, &json, situation)
    };
    let vary = &document.uncertainty.vary;
    check_vary(tree, vary, &candidates, fixed, problems);
    let is_named = |candidate: &Candidate<'_>| {
        vary.is_empty()
            || vary
                .iter()
                .any(|entry| is_at_or_below(&candidate.path, entry))
    };
    let (mut chosen, mut left_out) = (Vec::new(), Vec::new());
    for candidate in candidates {
        match fixed(&candidate) {
            Some(reason) => left_out.push((candidate.path, reason)),
            None if is_named(&candidate) => chosen.push(candidate),
            None => left_out.push((candidate.path, "`vary` does not name it".to_owned())),
        }
    }
    (chosen, left_out)
}

/// Reports entries of `vary` that name nothing which can be drawn.
fn check_vary(
    tree: &ResolvedTree,
    vary: &[String],
    candidates: &[Candidate<'_>],
    fixed: impl Fn(&Candidate<'_>) -> Option<String>,
    problems: &mut Problems,
) {
    for (row, entry) in vary.iter().enumerate() {
        let below: Vec<&Candidate<'_>> = candidates
            .iter()
            .filter(|candidate| is_at_or_below(&candidate.path, entry))
            .collect();
        let reasons: Vec<Option<String>> = below.iter().map(|it| fixed(it)).collect();
        if reasons.iter().any(Option::is_none) {
            continue;
        }
        let known: Vec<String> = tree.parameters().into_iter().map(|it| it.path).collect();
        let (message, remedy) = match reasons.into_iter().flatten().next() {
            Some(reason) => (
                format!("`{entry}` cannot be drawn: {reason}"),
                "leave it out of `vary`".to_owned(),
            ),
            None if known.iter().any(|path| is_at_or_below(path, entry)) => (
                format!("`{entry}` has no range to be drawn from"),
                "write its value as `{ value = …, range = [lower end, upper end] }`".to_owned(),
            ),
            None => (
                format!("`{entry}` is no figure of the scenario, nor a table with any"),
                did_you_mean(entry, names_of(&known).iter().copied()),
            ),
        };
        let at = [Step::Key("uncertainty"), Step::Key("vary"), Step::Row(row)];
        refuse(tree, &at, "vary", message, &remedy, problems);
    }
}

/// Paths of figures and of the tables above them, each once.
fn names_of(paths: &[String]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for path in paths {
        names.insert(path.as_str());
        for (end, _) in path.match_indices('.') {
            names.insert(&path[..end]);
        }
    }
    names
}

/// The prior of a candidate; none where it cannot be sampled.
pub(super) fn prior(candidate: &Candidate<'_>, problems: &mut Problems) -> Option<Prior> {
    let [low, high] = candidate.range;
    let place = Some(candidate.node.origin.place.clone());
    let at = format!("{}.range", candidate.path);
    if !(low.is_finite() && high.is_finite()) {
        problems.push(
            Problem::error(
                "range",
                at,
                place,
                format!("nothing can be drawn from a range from {low} to {high}"),
            )
            .with_remedy("give both ends as numbers"),
        );
        return None;
    }
    let form = KeyPath::parse(&candidate.schema_path)
        .and_then(|path| path::schema_at(&path))
        .ok()?
        .alternatives()
        .into_iter()
        .find(|form| form.allows("number") || form.allows("integer"))?;
    if !ends_are_in_domain(candidate, form, &at, problems) {
        return None;
    }
    let stated = candidate.node.evidence.as_deref()?.distribution;
    if stated == Some(Distribution::LogUniform) && low <= 0.0 {
        problems.push(
            Problem::error(
                "distribution",
                at,
                place,
                format!("a log-uniform distribution cannot begin at {low}"),
            )
            .with_remedy("begin the range above zero, or write `distribution = \"uniform\"`"),
        );
        return None;
    }
    Some(Prior {
        path: candidate.path.clone(),
        value: candidate.value,
        range: candidate.range,
        distribution: stated.unwrap_or_else(|| usual_distribution(candidate.range)),
        is_whole: form.allows("integer") && !form.allows("number"),
        steps: candidate.steps.clone(),
    })
}

/// Whether both ends could be written as values; what they are refused for is reported.
fn ends_are_in_domain(
    candidate: &Candidate<'_>,
    form: Schema,
    at: &str,
    problems: &mut Problems,
) -> bool {
    let mut found = Problems::default();
    for end in candidate.range {
        let mut node = Node::new(Value::Float(end), candidate.node.origin.clone());
        check::number(&mut node, form, at, &mut found);
    }
    let fine = !found.has_errors();
    problems.extend(found.into_sorted());
    fine
}

/// No draw may leave a regime with more than certainty, nor with more than a half where it has two stages.
pub(super) fn regime_rows(
    document: &Document,
    parameters: &[Prior],
    tree: &ResolvedTree,
    problems: &mut Problems,
) {
    let regime = &document.regime;
    let limit = match regime.durations {
        RegimeDurations::Staged => 0.5,
        _ => 1.0,
    };
    for (from, [first, second]) in [
        (
            "war",
            [
                (
                    "war_to_stalemate_per_month",
                    regime.war_to_stalemate_per_month,
                ),
                ("war_to_peace_per_month", regime.war_to_peace_per_month),
            ],
        ),
        (
            "stalemate",
            [
                (
                    "stalemate_to_war_per_month",
                    regime.stalemate_to_war_per_month,
                ),
                (
                    "stalemate_to_peace_per_month",
                    regime.stalemate_to_peace_per_month,
                ),
            ],
        ),
        (
            "peace",
            [
                ("peace_to_war_per_month", regime.peace_to_war_per_month),
                (
                    "peace_to_stalemate_per_month",
                    regime.peace_to_stalemate_per_month,
                ),
            ],
        ),
    ] {
        let most = |(key, value): (&str, f64)| {
            parameters
                .iter()
                .find(|prior| prior.path.strip_prefix("regime.") == Some(key))
                .map_or(value, |prior| prior.range[1])
        };
        let sum = most(first) + most(second);
        if sum > limit {
            refuse(
                tree,
                &[Step::Key("regime"), Step::Key(first.0)],
                "sum",
                format!(
                    "at the upper ends of their ranges the probabilities of leaving {from} in a month \
                     sum to {sum}, more than {limit}"
                ),
                "lower the upper end of one of the ranges",
                problems,
            );
        }
    }
}
