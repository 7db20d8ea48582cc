//! Curves of staying and of leaving by cause.

use crate::indicator::YearsInExile;

/// Causes of leaving exile: their indicator, column, hashtag and meaning; the durable solutions first.
pub(super) const CAUSES: [(&str, &str, &str, &str); 7] = [
    (
        "voluntary_returns_persons",
        "returned_share",
        "#indicator+returned",
        "have returned voluntarily",
    ),
    (
        "resettlement_departures_persons",
        "resettled_share",
        "#indicator+resettled",
        "have left for resettlement",
    ),
    (
        "pathway_departures_persons",
        "pathways_share",
        "#indicator+pathways",
        "have left on complementary pathways",
    ),
    (
        "naturalisations_persons",
        "naturalised_share",
        "#indicator+naturalised",
        "have been naturalised",
    ),
    (
        "deaths_persons",
        "died_share",
        "#indicator+deaths",
        "have died",
    ),
    (
        "adverse_returns_persons",
        "adverse_returns_share",
        "#indicator+adverse",
        "have returned under pressure, which is no solution",
    ),
    (
        "evacuations_persons",
        "evacuated_share",
        "#indicator+evacuated",
        "have been evacuated to States further afield",
    ),
];

/// So many of them are durable solutions.
const SOLUTIONS: usize = 4;

const CLASSES: usize = YearsInExile::MOST as usize + 1;

/// Half-years at which curves are read beyond the classes that are told apart, at the mean
/// probability of long exile.
const BEYOND: [u32; 3] = [20, 30, 40];

/// Months at risk, and exits by cause, each by class.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) at_risk: [f64; CLASSES],
    pub(super) exits: [[f64; CLASSES]; CAUSES.len()],
}

impl Counts {
    pub(super) fn add(&mut self, other: &Self) {
        for (total, part) in self.at_risk.iter_mut().zip(other.at_risk) {
            *total += part;
        }
        for (totals, parts) in self.exits.iter_mut().zip(other.exits) {
            for (total, part) in totals.iter_mut().zip(parts) {
                *total += part;
            }
        }
    }

    /// Monthly probabilities by cause of a class in which somebody is at risk.
    pub(super) fn probabilities(&self, class: usize) -> Option<[f64; CAUSES.len()]> {
        let months = self.at_risk[class];
        (months > 0.0).then(|| self.exits.map(|exits| exits[class] / months))
    }
}

/// One point of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) half_years: u32,
    pub(super) at_risk: Option<f64>,
    pub(super) staying: f64,
    pub(super) left: [f64; CAUSES.len()],
}

/// A curve, and when half of the people have left exile and found a solution, in years.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Curve {
    pub(super) points: Vec<Point>,
    pub(super) exile_median: Option<f64>,
    pub(super) solution_median: Option<f64>,
}

/// Follows people through classes with monthly probabilities, as far as these are known.
pub(super) fn follow(
    probabilities: impl Fn(usize) -> Option<[f64; CAUSES.len()]>,
    at_risk: impl Fn(usize) -> Option<f64>,
) -> Curve {
    let mut curve = Curve::default();
    let mut point = Point {
        half_years: 0,
        at_risk: at_risk(0),
        staying: 1.0,
        left: [0.0; CAUSES.len()],
    };
    if probabilities(0).is_none() {
        return curve;
    }
    curve.points.push(point);
    // A class ends half a year after as many years as it counts; long exile ends where curves do.
    let told_apart =
        (0..YearsInExile::MOST).map(|class| (usize::from(class), 2 * u32::from(class) + 1));
    let long = BEYOND.map(|half_years| (CLASSES - 1, half_years));
    for (class, half_years) in told_apart.chain(long) {
        let Some(of_causes) = probabilities(class) else {
            break;
        };
        let together: f64 = of_causes.iter().sum();
        // Of groups that leave far more often than others more than all would leave in a month.
        let scale = if together > 1.0 { 1.0 / together } else { 1.0 };
        let leaves = (together * scale).min(1.0);
        let solved: f64 = of_causes[..SOLUTIONS].iter().sum();
        let before = point;
        let months = f64::from(6 * (half_years - before.half_years));
        point.half_years = half_years;
        point.staying = before.staying * libm::pow(1.0 - leaves, months);
        let gone = before.staying - point.staying;
        for (left, of_cause) in point.left.iter_mut().zip(of_causes) {
            *left += if together > 0.0 {
                gone * of_cause / together
            } else {
                0.0
            };
        }
        point.at_risk = at_risk(class + 1);
        // The month in which so large a part of those who stayed has gone.
        let when = |part: f64| {
            let months = libm::log1p(-part) / libm::log1p(-leaves);
            f64::from(before.half_years) / 2.0 + months / 12.0
        };
        if before.staying > 0.5 && point.staying <= 0.5 {
            curve.exile_median = Some(when(1.0 - 0.5 / before.staying));
        }
        let found = |point: &Point| point.left[..SOLUTIONS].iter().sum::<f64>();
        if found(&before) < 0.5 && found(&point) >= 0.5 {
            let missing = (0.5 - found(&before)) / before.staying * together / solved;
            curve.solution_median = Some(when(missing));
        }
        curve.points.push(point);
    }
    curve
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everybody leaves with the same monthly probabilities of return and death.
    fn constant(returned: f64, died: f64) -> Counts {
        let mut counts = Counts {
            at_risk: [1_000.0; CLASSES],
            ..Counts::default()
        };
        counts.exits[0] = [1_000.0 * returned; CLASSES];
        counts.exits[4] = [1_000.0 * died; CLASSES];
        counts
    }

    #[test]
    fn constant_probabilities_give_the_geometric_law_and_its_mix() {
        let counts = constant(0.03, 0.01);
        let curve = follow(|class| counts.probabilities(class), |_| None);
        assert_eq!(
            curve
                .points
                .iter()
                .map(|point| point.half_years)
                .collect::<Vec<_>>(),
            [0, 1, 3, 5, 7, 9, 11, 20, 30, 40]
        );
        for point in &curve.points {
            let stays = libm::pow(0.96, f64::from(6 * point.half_years));
            assert!((point.staying - stays).abs() < 1e-12);
            assert!((point.left[0] - 0.75 * (1.0 - stays)).abs() < 1e-12);
            assert!((point.left[4] - 0.25 * (1.0 - stays)).abs() < 1e-12);
        }
        let month = libm::log(0.5) / libm::log(0.96);
        let median = curve.exile_median.expect("half have left");
        assert!((median - month / 12.0).abs() < 1e-12);
        // Half have returned where two thirds have left.
        let month = libm::log(1.0 / 3.0) / libm::log(0.96);
        let median = curve.solution_median.expect("half have returned");
        assert!((median - month / 12.0).abs() < 1e-12);
    }

    #[test]
    fn where_death_takes_most_half_never_find_a_solution() {
        let counts = constant(0.01, 0.03);
        let curve = follow(|class| counts.probabilities(class), |_| None);
        assert!(curve.exile_median.is_some());
        assert_eq!(curve.solution_median, None);
        let nobody = follow(|_| None, |_| None);
        assert_eq!(nobody, Curve::default());
    }

    #[test]
    fn a_curve_ends_where_nobody_was_at_risk() {
        let mut counts = constant(0.02, 0.0);
        counts.at_risk[3] = 0.0;
        let curve = follow(|class| counts.probabilities(class), |_| None);
        let last = curve.points.last().expect("points");
        assert_eq!(last.half_years, 5);
        // Nobody leaves: nothing moves, and half never do.
        let curve = follow(|_| Some([0.0; CAUSES.len()]), |_| None);
        assert!(curve.points.iter().all(|point| point.staying == 1.0));
        assert_eq!((curve.exile_median, curve.solution_median), (None, None));
    }
}
