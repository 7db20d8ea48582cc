//! Layouts and what belongs to them.

use super::*;
use crate::simulate::Resolution;
use crate::simulate::common::everything::everything;

#[test]
fn differences_leave_out_what_is_told_elsewhere() {
    for (indicator, left_out) in [
        ("uptake_share", true),
        ("contribution_theil", true),
        ("contribution_atkinson", true),
        ("contribution_gini_hosting_none", true),
        ("contribution_gini", false),
        ("total_arrivals_persons", true),
        ("total_peace_share", true),
        ("total_gap_usd", false),
        ("contribution_share", false),
    ] {
        assert_eq!(is_outcome_only(indicator), left_out, "{indicator}");
    }
}

#[test]
fn a_layout_tells_months_years_and_the_whole_apart() {
    let situation = everything();
    let setup = Setup::new(&situation, Resolution::Banded);
    let layout = Layout::new(&setup, &[0, 1, 2]);
    let count = |wanted: &dyn Fn(Period) -> bool| {
        layout
            .cells
            .iter()
            .filter(|cell| wanted(cell.period))
            .count()
    };
    assert_eq!(
        layout.months,
        count(&|period| matches!(period, Period::Month(_)))
    );
    assert_eq!(layout.years, 6);
    for &year in &setup.years {
        assert_eq!(
            layout.per_year,
            count(&|period| period == Period::Year(year))
        );
    }
    let gap = layout.find("gap_usd", Period::Year(2027)).expect("a cell");
    let cell = &layout.cells[gap];
    assert_eq!((cell.host, cell.breakdown), (None, Breakdown::None));
    assert_eq!(layout.find("gap_usd", Period::Year(2050)), None);
    assert_eq!(layout.find("no_such_thing", Period::Year(2027)), None);
}
