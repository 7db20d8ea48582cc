//! Which solutions people find: their mix, and the rate of each; coverage by sector.

use crate::id::CountryCode;
use crate::indicator::Breakdown;
use crate::model::SECTORS;
use crate::simulate::measures::ratio;
use crate::simulate::record::{HostYear, SEX_AGE_CELLS, Scale};
use crate::simulate::setup::Setup;

/// Solutions whose mix a plan may intend: their part in the mix, and their rate.
const SOLUTIONS: [(&str, &str); 3] = [
    (
        "realised_return_share",
        "returns_per_100_refugee_years_ratio",
    ),
    (
        "realised_integration_share",
        "naturalisations_per_100_refugee_years_ratio",
    ),
    (
        "realised_resettlement_share",
        "resettlement_per_100_refugee_years_ratio",
    ),
];

const PATHWAYS: &str = "pathways_per_100_refugee_years_ratio";

/// The cells of a host, or of all hosts.
pub(super) fn cells(
    setup: &Setup<'_>,
    host: Option<CountryCode>,
    add: &mut impl FnMut(&'static str, Option<CountryCode>, Breakdown, Scale, bool),
) {
    for (share, rate) in SOLUTIONS {
        for name in [share, rate] {
            add(name, host, Breakdown::None, Scale::Billionths, true);
        }
    }
    if pathways_are_on(setup) {
        add(PATHWAYS, host, Breakdown::None, Scale::Billionths, true);
    }
    for sector in SECTORS {
        let cell = Breakdown::Sector(sector);
        add(
            "coverage_share",
            host,
            cell,
            Scale::Billionths,
            host.is_none(),
        );
    }
}

fn pathways_are_on(setup: &Setup<'_>) -> bool {
    let protracted = &setup.situation.parameters.protracted;
    protracted.pathways.applies.is_on()
}

/// Writes them.
pub(super) fn write(setup: &Setup<'_>, account: &HostYear, pathways: u64, values: &mut Vec<i64>) {
    let sum = |cells: &[u64; SEX_AGE_CELLS]| cells.iter().sum::<u64>() as f64;
    let found = [&account.returned, &account.naturalised, &account.resettled].map(sum);
    let all: f64 = found.iter().sum();
    let years = account.displacement_person_months as f64 / 12.0;
    for persons in found {
        values.push(ratio(persons, all, 0.0));
        values.push(ratio(persons * 100.0, years, 0.0));
    }
    if pathways_are_on(setup) {
        values.push(ratio(pathways as f64 * 100.0, years, 0.0));
    }
    for (&need, &spent) in account.need.iter().zip(&account.spent) {
        values.push(ratio(spent as f64, need as f64, 1.0));
    }
}
