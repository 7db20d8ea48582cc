//! The targets: what is measured, on tables and on simulated pairs alike.

use super::{FIRST_ONSET, Origin, Pair, THRESHOLD_PERSONS, quantile};

/// First year of growth that is measured; earlier stocks are estimates of estimates.
const FIRST_GROWTH: i32 = 1990;

/// First year of worldwide rates.
const FIRST_RATE: i32 = 2004;

/// A change of a stock that counts as large.
const LARGE_SHARE: f64 = 0.2;

/// Year-ends from which on a situation is protracted.
const PROTRACTED: usize = 5;

/// The longest run that is followed, year-ends.
const LONGEST: usize = 60;

/// A target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// What is measured, in a few words.
    pub name: &'static str,
    /// The value of the design, for orientation: from tables to 2025 under slightly other definitions.
    pub design: f64,
    /// Decimals that are shown.
    pub decimals: usize,
    /// Whether the default situation yields it; what depends on a scenario's own figures is not.
    pub is_simulated: bool,
}

const fn target(name: &'static str, design: f64, decimals: usize) -> Target {
    Target {
        name,
        design,
        decimals,
        is_simulated: true,
    }
}

/// Every target, in the order of [`measure`].
pub const TARGETS: [Target; 38] = [
    target("still 25,000 or more at 5 year-ends from onset", 0.586, 3),
    target("… at 10 year-ends", 0.355, 3),
    target("… at 15 year-ends", 0.221, 3),
    target("… at 20 year-ends", 0.128, 3),
    target("yearly exit below 25,000 after 1 year-end", 0.131, 3),
    target("… after 2", 0.136, 3),
    target("… after 3", 0.107, 3),
    target("… after 4", 0.090, 3),
    target("… after 5 to 6", 0.110, 3),
    target("… after 7 to 9", 0.074, 3),
    target("… after 10 to 14", 0.061, 3),
    target("… after 15 to 19", 0.070, 3),
    target("… after 20 or more", 0.035, 3),
    target(
        "still 25,000 or more 5 years after becoming protracted",
        0.63,
        3,
    ),
    target("… 10 years after", 0.43, 3),
    target(
        "yearly log-growth of 25,000 or more, 5th percentile",
        -0.79,
        3,
    ),
    target("… 25th percentile", -0.10, 3),
    target("… median", 0.0, 3),
    target("… 75th percentile", 0.07, 3),
    target("… 95th percentile", 0.36, 3),
    target(
        "correlation of growth with the year before (Pearson)",
        0.24,
        3,
    ),
    target("… (Spearman)", 0.42, 3),
    target(
        "returns of all a year, share of stock, median year",
        0.033,
        4,
    ),
    Target {
        name: "resettlement of all a year, share of stock, median year",
        design: 0.0077,
        decimals: 4,
        is_simulated: false,
    },
    target(
        "naturalisations of all a year, share of stock, median year",
        0.0024,
        4,
    ),
    target("origins and years without any return", 0.30, 3),
    target(
        "return rate of origins and years, 75th percentile",
        0.036,
        3,
    ),
    target("… 90th percentile", 0.14, 3),
    target("… 95th percentile", 0.25, 3),
    target("… 99th percentile", 0.59, 3),
    target(
        "pairs and years of 25,000 or more without arrivals",
        0.63,
        3,
    ),
    target(
        "arrivals a year, share of stock of pairs of 25,000 or more, mean",
        0.067,
        3,
    ),
    target("… 90th percentile", 0.17, 3),
    target(
        "yearly change less recorded flows, share of stock, 5th percentile",
        -0.46,
        3,
    ),
    target("… 95th percentile", 0.29, 3),
    target("… share of more than 20 % either way", 0.19, 3),
    target(
        "year-ends that repeat the stock of the year before",
        0.06,
        3,
    ),
    target(
        "share of falls by more than 20 % that recorded solutions explain, median",
        0.10,
        3,
    ),
];

/// Measures all targets; none where nothing was observed.
#[must_use]
pub fn measure(origins: &[&Origin]) -> Vec<Option<f64>> {
    let pairs = || origins.iter().flat_map(|origin| &origin.pairs);
    let (at_risk, exits) = runs(pairs());
    let survival = survival(&at_risk, &exits);
    let alive = |years: usize| survival.get(years).copied().flatten();
    let hazard = |from: usize, to: usize| {
        let risk: f64 = at_risk.get(from..=to)?.iter().sum();
        let left: f64 = exits.get(from..=to)?.iter().sum();
        (risk > 0.0).then(|| left / risk)
    };
    let after = |years: usize| Some(alive(PROTRACTED + years)? / alive(PROTRACTED)?);
    let mut values = vec![alive(5), alive(10), alive(15), alive(20)];
    for (from, to) in [
        (1, 1),
        (2, 2),
        (3, 3),
        (4, 4),
        (5, 6),
        (7, 9),
        (10, 14),
        (15, 19),
        (20, LONGEST),
    ] {
        values.push(hazard(from, to));
    }
    values.extend([after(5), after(10)]);
    let (mut growth, successive) = growth(pairs());
    growth.sort_by(f64::total_cmp);
    for level in [0.05, 0.25, 0.5, 0.75, 0.95] {
        values.push(quantile(&growth, level));
    }
    values.push(correlation(&successive));
    values.push(correlation(&ranked(&successive)));
    values.extend([
        yearly(origins, |origin| &origin.returns),
        yearly(origins, |origin| &origin.resettlement),
        yearly(origins, |origin| &origin.naturalisations),
    ]);
    let mut returns = return_rates(origins);
    returns.sort_by(f64::total_cmp);
    values.push(share_of_zeros(&returns));
    for level in [0.75, 0.90, 0.95, 0.99] {
        values.push(quantile(&returns, level));
    }
    let mut arrivals = arrival_rates(pairs());
    arrivals.sort_by(f64::total_cmp);
    values.push(share_of_zeros(&arrivals));
    values.push(mean(&arrivals));
    values.push(quantile(&arrivals, 0.90));
    values.extend(unexplained(pairs()));
    values
}

/// What recorded flows leave unexplained: the 5th and 95th percentile of the rest as a share of the
/// stock before, how often it exceeds a fifth, how often a stock is repeated, and the median share of
/// falls by more than a fifth that recorded solutions explain.
fn unexplained<'a>(pairs: impl Iterator<Item = &'a Pair>) -> [Option<f64>; 5] {
    let (mut rests, mut explained, mut repeated) = (Vec::new(), Vec::new(), 0.0);
    for pair in pairs {
        for index in 1..pair.stock.len() {
            let (was, is) = (pair.stock[index - 1], pair.stock[index]);
            if was < THRESHOLD_PERSONS || pair.breaks[index] || year_of(pair, index) < FIRST_GROWTH
            {
                continue;
            }
            rests.push((is - was - pair.arrivals[index] + pair.exits[index]) / was);
            repeated += f64::from(u8::from((is - was).abs() < 0.5));
            if is < (1.0 - LARGE_SHARE) * was {
                explained.push(pair.exits[index] / (was - is));
            }
        }
    }
    rests.sort_by(f64::total_cmp);
    explained.sort_by(f64::total_cmp);
    let share = |count: f64| (!rests.is_empty()).then(|| count / rests.len() as f64);
    let large = rests.iter().filter(|rest| rest.abs() > LARGE_SHARE).count();
    [
        quantile(&rests, 0.05),
        quantile(&rests, 0.95),
        share(large as f64),
        share(repeated),
        quantile(&explained, 0.5),
    ]
}

fn year_of(pair: &Pair, index: usize) -> i32 {
    pair.first_year + i32::try_from(index).unwrap_or(i32::MAX)
}

/// Runs of year-ends at or above the threshold: how many were followed for one more year after so many
/// year-ends, and how many then fell below it. A run that meets a break, or the end of the series, is
/// censored there; one that stood when its series began, or began with a break, is not counted.
fn runs<'a>(pairs: impl Iterator<Item = &'a Pair>) -> (Vec<f64>, Vec<f64>) {
    let mut at_risk = vec![0.0; LONGEST + 1];
    let mut exits = vec![0.0; LONGEST + 1];
    for pair in pairs {
        let above = |index: usize| {
            pair.stock
                .get(index)
                .is_some_and(|&it| it >= THRESHOLD_PERSONS)
        };
        let mut index = 0;
        while index < pair.stock.len() {
            let is_onset = above(index)
                && if index == 0 {
                    pair.begins
                } else {
                    !above(index - 1) && !pair.breaks[index]
                };
            if !is_onset || year_of(pair, index) < FIRST_ONSET {
                index += 1;
                continue;
            }
            let mut length = 1;
            while length <= LONGEST && index + 1 < pair.stock.len() && !pair.breaks[index + 1] {
                at_risk[length] += 1.0;
                index += 1;
                if !above(index) {
                    exits[length] += 1.0;
                    break;
                }
                length += 1;
            }
            index += 1;
        }
    }
    (at_risk, exits)
}

/// The product-limit estimate of being still there at each number of year-ends (Kaplan and Meier).
fn survival(at_risk: &[f64], exits: &[f64]) -> Vec<Option<f64>> {
    let mut alive = Some(1.0);
    let mut curve = vec![None, Some(1.0)];
    for (risk, left) in at_risk.iter().zip(exits).skip(1) {
        alive = alive
            .filter(|_| *risk > 0.0)
            .map(|alive: f64| alive * (1.0 - left / risk));
        curve.push(alive);
    }
    curve
}

/// Yearly logarithmic growth of pairs that begin the year at or above the threshold, and growth of
/// one year with that of the next. Years that end with nobody have no logarithm and are left out.
fn growth<'a>(pairs: impl Iterator<Item = &'a Pair>) -> (Vec<f64>, Vec<(f64, f64)>) {
    let (mut all, mut successive) = (Vec::new(), Vec::new());
    for pair in pairs {
        let mut before: Option<f64> = None;
        for index in 1..pair.stock.len() {
            let (was, is) = (pair.stock[index - 1], pair.stock[index]);
            let counts = was >= THRESHOLD_PERSONS
                && is > 0.0
                && !pair.breaks[index]
                && year_of(pair, index) >= FIRST_GROWTH;
            let own = counts.then(|| libm::log(is / was));
            all.extend(own);
            successive.extend(before.zip(own));
            before = own;
        }
    }
    (all, successive)
}

fn correlation(values: &[(f64, f64)]) -> Option<f64> {
    let count = values.len() as f64;
    if values.len() < 3 {
        return None;
    }
    let (first, second) = (
        values.iter().map(|it| it.0).sum::<f64>() / count,
        values.iter().map(|it| it.1).sum::<f64>() / count,
    );
    let (mut both, mut one, mut other) = (0.0, 0.0, 0.0);
    for (x, y) in values {
        both += (x - first) * (y - second);
        one += (x - first) * (x - first);
        other += (y - second) * (y - second);
    }
    let scale = (one * other).sqrt();
    (scale > 0.0).then(|| both / scale)
}

/// The ranks of both members; equal values share their mean rank.
fn ranked(values: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let ranks = |list: Vec<f64>| -> Vec<f64> {
        let mut order: Vec<usize> = (0..list.len()).collect();
        order.sort_by(|&one, &other| list[one].total_cmp(&list[other]));
        let mut ranks = vec![0.0; list.len()];
        let mut start = 0;
        while start < order.len() {
            let mut end = start;
            while end + 1 < order.len() && list[order[end + 1]] == list[order[start]] {
                end += 1;
            }
            for &position in &order[start..=end] {
                ranks[position] = (start + end) as f64 / 2.0;
            }
            start = end + 1;
        }
        ranks
    };
    let first = ranks(values.iter().map(|it| it.0).collect());
    let second = ranks(values.iter().map(|it| it.1).collect());
    first.into_iter().zip(second).collect()
}

/// What left all origins together in a year as a share of the stock before: the median year.
fn yearly(origins: &[&Origin], flow: impl Fn(&Origin) -> &Vec<f64>) -> Option<f64> {
    let length = origins.iter().map(|origin| origin.stock.len()).max()?;
    let mut rates = Vec::new();
    for index in 1..length {
        let (mut left, mut stock) = (0.0, 0.0);
        for origin in origins {
            if origin.first_year + i32::try_from(index).unwrap_or(0) < FIRST_RATE {
                continue;
            }
            stock += origin.stock.get(index - 1).copied().unwrap_or(0.0);
            left += flow(origin).get(index).copied().unwrap_or(0.0);
        }
        if stock > 0.0 {
            rates.push(left / stock);
        }
    }
    rates.sort_by(f64::total_cmp);
    quantile(&rates, 0.5)
}

/// Returns as a share of the stock before, for each origin and year with a stock above the threshold.
fn return_rates(origins: &[&Origin]) -> Vec<f64> {
    let mut rates = Vec::new();
    for origin in origins {
        for index in 1..origin.stock.len() {
            let year = origin.first_year + i32::try_from(index).unwrap_or(0);
            let stock = origin.stock[index - 1];
            if year >= FIRST_GROWTH && stock >= THRESHOLD_PERSONS {
                rates.push(origin.returns[index] / stock);
            }
        }
    }
    rates
}

/// Arrivals as a share of the stock before, for each pair and year that begins at or above the
/// threshold.
fn arrival_rates<'a>(pairs: impl Iterator<Item = &'a Pair>) -> Vec<f64> {
    let mut rates = Vec::new();
    for pair in pairs {
        for index in 1..pair.stock.len() {
            let stock = pair.stock[index - 1];
            if year_of(pair, index) >= FIRST_GROWTH && stock >= THRESHOLD_PERSONS {
                rates.push(pair.arrivals[index] / stock);
            }
        }
    }
    rates
}

fn share_of_zeros(sorted: &[f64]) -> Option<f64> {
    let zeros = sorted.iter().filter(|&&value| value <= 0.0).count();
    (!sorted.is_empty()).then(|| zeros as f64 / sorted.len() as f64)
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(first_year: i32, stock: &[f64]) -> Pair {
        Pair {
            first_year,
            stock: stock.to_vec(),
            arrivals: vec![0.0; stock.len()],
            exits: vec![0.0; stock.len()],
            breaks: vec![false; stock.len()],
            begins: false,
        }
    }

    const A: f64 = 30_000.0;

    #[test]
    fn runs_are_counted_by_hand() {
        // One run of three year-ends that ends, and one of two that the series cuts off.
        let one = pair(1980, &[0.0, A, A, A, 0.0, 0.0, A, A]);
        let (risk, exits) = runs([&one].into_iter());
        assert_eq!((risk[1], risk[2], risk[3]), (2.0, 1.0, 1.0));
        assert_eq!((exits[1], exits[2], exits[3]), (0.0, 0.0, 1.0));
        // A run that stood when the series began counts only where that is its beginning.
        let standing = pair(1980, &[A, A, 0.0]);
        assert_eq!(runs([&standing].into_iter()).0[1], 0.0);
        let begun = Pair {
            begins: true,
            ..standing
        };
        assert_eq!(runs([&begun].into_iter()).1[2], 1.0);
        // Onsets before the first year are left out, and a break censors.
        assert_eq!(runs([&pair(1960, &[0.0, A, 0.0])].into_iter()).0[1], 0.0);
        let broken = Pair {
            breaks: vec![false, false, true],
            ..pair(1980, &[0.0, A, 0.0])
        };
        assert_eq!(runs([&broken].into_iter()).0[1], 0.0);
    }

    #[test]
    fn the_product_limit_takes_the_censored_into_account() {
        // Four at risk, one leaves; one censored; two at risk, one leaves: 3/4 · 1/2.
        let curve = survival(&[0.0, 4.0, 2.0], &[0.0, 1.0, 1.0]);
        assert_eq!(curve, [None, Some(1.0), Some(0.75), Some(0.375)]);
    }

    #[test]
    fn growth_and_its_correlation_are_those_of_the_logarithm() {
        let one = pair(1995, &[A, 2.0 * A, 4.0 * A, 4.0 * A, 0.0]);
        let (all, successive) = growth([&one].into_iter());
        assert_eq!(all.len(), 3);
        assert!((all[0] - core::f64::consts::LN_2).abs() < 1e-12 && all[2] == 0.0);
        assert_eq!(successive.len(), 2);
        let line: Vec<(f64, f64)> = (0..5).map(|x| (f64::from(x), f64::from(x * x))).collect();
        assert!((correlation(&ranked(&line)).expect("ranks") - 1.0).abs() < 1e-12);
        assert_eq!(ranked(&[(1.0, 3.0), (1.0, 2.0), (5.0, 1.0)])[0], (0.5, 2.0));
    }

    #[test]
    fn rates_are_shares_of_the_stock_before() {
        let origin = Origin {
            name: "AAA".to_owned(),
            first_year: 2009,
            pairs: vec![Pair {
                arrivals: vec![0.0, 3_000.0, 0.0],
                ..pair(2009, &[A, A, A])
            }],
            stock: vec![A, 2.0 * A, A],
            returns: vec![0.0, 1_500.0, 0.0],
            naturalisations: vec![0.0, 300.0, 600.0],
            resettlement: vec![0.0; 3],
        };
        assert_eq!(return_rates(&[&origin]), [0.05, 0.0]);
        assert_eq!(yearly(&[&origin], |it| &it.naturalisations), Some(0.01));
        assert_eq!(arrival_rates(origin.pairs.iter()), [0.1, 0.0]);
        assert_eq!(measure(&[&origin]).len(), TARGETS.len());
        // Two thirds leave, of whom recorded solutions explain half; then the stock is repeated.
        let fall = Pair {
            exits: vec![0.0, 20_000.0, 0.0],
            ..pair(2009, &[2.0 * A, A / 3.0 * 2.0, A / 3.0 * 2.0])
        };
        let [low, _, large, repeated, explained] = unexplained([&fall].into_iter());
        assert!((low.expect("one") + 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(
            (large, repeated, explained),
            (Some(1.0), Some(0.0), Some(0.5))
        );
        let same = pair(2009, &[A, A]);
        assert_eq!(unexplained([&same].into_iter())[3], Some(1.0));
    }
}
