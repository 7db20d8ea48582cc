//! Each State's least and largest share over all options on the table.

use std::collections::BTreeMap;

use crate::id::{ContributorId, OptionId};

/// One row of the table: the shares of one option or key, by State.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The option, or the name of a further key.
    pub option: OptionId,
    /// Shares, 0 to 1, by State; those who take no part are absent and count as zero.
    pub shares: BTreeMap<ContributorId, f64>,
    /// What each criterion contributes to each State's share, where that is known: by criterion,
    /// then by State. Contributions sum to the share.
    pub contributions: BTreeMap<String, BTreeMap<ContributorId, f64>>,
}

/// The range of one State's share.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareRange {
    /// Who.
    pub contributor: ContributorId,
    /// Its least share and the option that gives it, the first among equals.
    pub least: (f64, OptionId),
    /// Its largest share and the option that gives it, the first among equals.
    pub largest: (f64, OptionId),
    /// Its share under the baseline.
    pub baseline: f64,
    /// For each option in order: its share less that of the baseline, and the criterion whose
    /// contribution differs most in the direction of the difference, where contributions of both
    /// are known and the shares differ.
    pub differences: Vec<(OptionId, f64, Option<String>)>,
}

/// Ranges of all States that stand anywhere on the table, by identifier; empty without a row
/// `baseline`.
#[must_use]
pub fn share_ranges(table: &[Standing], baseline: usize) -> Vec<ShareRange> {
    let Some(base) = table.get(baseline) else {
        return Vec::new();
    };
    let mut everybody: Vec<&ContributorId> =
        table.iter().flat_map(|row| row.shares.keys()).collect();
    everybody.sort_unstable();
    everybody.dedup();
    let share = |row: &Standing, id: &ContributorId| row.shares.get(id).copied().unwrap_or(0.0);
    everybody
        .into_iter()
        .map(|id| {
            let own = share(base, id);
            let mut least = (own, base.option.clone());
            let mut largest = least.clone();
            for (position, row) in table.iter().enumerate() {
                let value = share(row, id);
                if value < least.0 || (position == 0 && value <= least.0) {
                    least = (value, row.option.clone());
                }
                if value > largest.0 || (position == 0 && value >= largest.0) {
                    largest = (value, row.option.clone());
                }
            }
            ShareRange {
                contributor: id.clone(),
                least,
                largest,
                baseline: own,
                differences: table
                    .iter()
                    .map(|row| {
                        let difference = share(row, id) - own;
                        (
                            row.option.clone(),
                            difference,
                            driver(base, row, id, difference),
                        )
                    })
                    .collect(),
            }
        })
        .collect()
}

/// The criterion that moves a share most in the direction in which the whole share moves.
fn driver(base: &Standing, row: &Standing, id: &ContributorId, difference: f64) -> Option<String> {
    if base.contributions.is_empty() || row.contributions.is_empty() || difference == 0.0 {
        return None;
    }
    let part = |standing: &Standing, criterion: &String| {
        standing
            .contributions
            .get(criterion)
            .and_then(|by_state| by_state.get(id))
            .copied()
            .unwrap_or(0.0)
    };
    let mut best: Option<(f64, &String)> = None;
    for criterion in base.contributions.keys().chain(row.contributions.keys()) {
        let push = (part(row, criterion) - part(base, criterion)) * difference.signum();
        if push > 0.0 && best.is_none_or(|(most, _)| push > most) {
            best = Some((push, criterion));
        }
    }
    best.map(|(_, criterion)| criterion.clone())
}
