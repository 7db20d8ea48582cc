//! Cells that are broken down by sex and age, level or dimension: participation, violence, education,
//! impact, evaluation, pathways.

use super::{HostCell, View, count, whole};
use crate::indicator::Breakdown;
use crate::model::{AGE_BANDS, AgeBand, SEXES, Sex};
use crate::simulate::outcome::{billionths, rounded};
use crate::simulate::protracted::evaluation::MARKS;
use crate::simulate::protracted::participation::{ADULTS, sex_of};
use crate::simulate::protracted::pathways::KINDS;
use crate::simulate::record::Scale;

const ENROLMENT: [&str; 4] = [
    "enrolment_pre_primary_share",
    "enrolment_primary_share",
    "enrolment_secondary_share",
    "enrolment_tertiary_share",
];

/// The part of adults who take part: all, by sex, by sex and age.
pub(super) fn participation_cells(cells: &mut Vec<HostCell>) {
    let name = "participation_share";
    cells.push(whole(name, Scale::Billionths, |view, _| {
        billionths(view.participation(|_| true))
    }));
    for sex in SEXES {
        cells.push(HostCell {
            breakdown: Breakdown::Sex(sex),
            key: sex as usize,
            ..whole(name, Scale::Billionths, |view, sex| {
                billionths(view.participation(|group| sex_of(group) == sex))
            })
        });
    }
    for group in 0..ADULTS {
        let sex = SEXES[sex_of(group)];
        let band = if group < 2 {
            AgeBand::From18To59
        } else {
            AgeBand::From60
        };
        cells.push(HostCell {
            breakdown: Breakdown::SexAge(sex, band),
            key: group,
            ..whole(name, Scale::Billionths, |view, group| {
                billionths(view.participation(|other| other == group))
            })
        });
    }
}

/// The share of survivors whom services reach; all of them where there are none.
fn reached_share([survivors, reached]: [u64; 2]) -> i64 {
    billionths(if survivors > 0 {
        reached as f64 / survivors as f64
    } else {
        1.0
    })
}

/// What a cell is read by.
type Reading = fn(&View<'_>, usize) -> i64;

/// Survivors of gender-based violence, and those whom services reach, by sex and age.
pub(super) fn violence_cells(cells: &mut Vec<HostCell>) {
    let bands = [AgeBand::From12To17, AgeBand::From18To59, AgeBand::From60];
    let by_cell = |sex: Sex, band: AgeBand| sex as usize * AGE_BANDS.len() + band.index();
    let counts: [(&str, Reading, Reading); 2] = [
        (
            "gender_violence_survivors_persons",
            |view, _| count(view.survivors(|_| true)[0]),
            |view, cell| count(view.survivors(|other| other == cell)[0]),
        ),
        (
            "gender_violence_reached_persons",
            |view, _| count(view.survivors(|_| true)[1]),
            |view, cell| count(view.survivors(|other| other == cell)[1]),
        ),
    ];
    for (name, all, one) in counts {
        cells.push(whole(name, Scale::Whole, all));
        for sex in SEXES {
            for band in bands {
                cells.push(HostCell {
                    breakdown: Breakdown::SexAge(sex, band),
                    key: by_cell(sex, band),
                    ..whole(name, Scale::Whole, one)
                });
            }
        }
    }
    let name = "gender_violence_coverage_share";
    cells.push(whole(name, Scale::Billionths, |view, _| {
        reached_share(view.survivors(|_| true))
    }));
    for sex in SEXES {
        cells.push(HostCell {
            breakdown: Breakdown::Sex(sex),
            key: sex as usize,
            ..whole(name, Scale::Billionths, |view, sex| {
                reached_share(view.survivors(|cell| cell / AGE_BANDS.len() == sex))
            })
        });
    }
}

/// People with specific needs, those whose need is known, and what is not met, by sex and age.
pub(super) fn specific_needs_cells(cells: &mut Vec<HostCell>) {
    let counts: [(&str, Reading, Reading); 3] = [
        (
            "specific_needs_persons",
            |view, _| view.by_cell(|host, _| host.specific_needs.people, |_| true),
            |view, cell| view.by_cell(|host, _| host.specific_needs.people, |other| other == cell),
        ),
        (
            "specific_needs_identified_persons",
            |view, _| view.by_cell(|host, _| host.specific_needs.known, |_| true),
            |view, cell| view.by_cell(|host, _| host.specific_needs.known, |other| other == cell),
        ),
        (
            "specific_needs_unmet_person_months",
            |view, _| view.by_cell(|_, account| account.specific_needs_unmet, |_| true),
            |view, cell| {
                view.by_cell(
                    |_, account| account.specific_needs_unmet,
                    |other| other == cell,
                )
            },
        ),
    ];
    for (name, all, one) in counts {
        cells.push(whole(name, Scale::Whole, all));
        for sex in SEXES {
            for band in AGE_BANDS {
                cells.push(HostCell {
                    breakdown: Breakdown::SexAge(sex, band),
                    key: sex as usize * AGE_BANDS.len() + band.index(),
                    ..whole(name, Scale::Whole, one)
                });
            }
        }
    }
}

const EVALUATED: [&str; MARKS] = [
    "evaluation_coverage_share",
    "evaluation_places_share",
    "evaluation_solutions_share",
    "evaluation_timeliness_share",
];

/// What all actors made of the plan when they last evaluated it.
pub(super) fn evaluation_cells(cells: &mut Vec<HostCell>) {
    cells.push(whole("evaluations_count", Scale::Whole, |view, _| {
        count(view.year.evaluations)
    }));
    cells.push(whole(
        "evaluation_score_share",
        Scale::Billionths,
        |view, _| billionths(view.state.protracted.evaluation.score()),
    ));
    for (mark, name) in EVALUATED.into_iter().enumerate() {
        cells.push(HostCell {
            key: mark,
            ..whole(name, Scale::Billionths, |view, mark| {
                billionths(view.state.protracted.evaluation.marks[mark])
            })
        });
    }
    cells.push(whole("arrears_usd", Scale::Cents, |view, _| {
        crate::simulate::ledger::cents(view.state.protracted.evaluation.arrears())
    }));
}

/// Enrolment by level, of both sexes and of each.
pub(super) fn education_cells(cells: &mut Vec<HostCell>) {
    cells.push(HostCell {
        name: "out_of_school_child_years",
        breakdown: Breakdown::None,
        scale: Scale::Whole,
        key: 0,
        of: |view, _| {
            let accounts = &view.year.hosts[view.range.clone()];
            rounded(accounts.iter().map(|it| it.out_of_school).sum::<f64>() / 12.0)
        },
    });
    for (level, name) in ENROLMENT.into_iter().enumerate() {
        cells.push(HostCell {
            name,
            breakdown: Breakdown::None,
            scale: Scale::Billionths,
            key: level,
            of: |view, level| billionths(view.enrolled_share(level, None)),
        });
        for sex in SEXES {
            cells.push(HostCell {
                name,
                breakdown: Breakdown::Sex(sex),
                scale: Scale::Billionths,
                key: 2 * level + sex as usize,
                of: |view, key| billionths(view.enrolled_share(key / 2, Some(key % 2))),
            });
        }
    }
}

const DIMENSIONS: [&str; 4] = [
    "host_impact_economy_share",
    "host_impact_society_share",
    "host_impact_environment_share",
    "host_impact_security_share",
];

/// Impact on hosts by dimension.
pub(super) fn impact_cells(cells: &mut Vec<HostCell>) {
    for (dimension, name) in DIMENSIONS.into_iter().enumerate() {
        cells.push(HostCell {
            name,
            breakdown: Breakdown::None,
            scale: Scale::Billionths,
            key: dimension,
            of: |view, dimension| view.mean(|host| host.impact.levels[dimension]),
        });
    }
}

const PATHWAY: [&str; KINDS] = [
    "pathway_labour_mobility_persons",
    "pathway_education_persons",
    "pathway_family_reunification_persons",
    "pathway_humanitarian_visa_persons",
    "pathway_private_sponsorship_persons",
];

/// People who left on complementary pathways: by sex and age, by pathway; and applications.
pub(super) fn pathway_cells(cells: &mut Vec<HostCell>) {
    let name = "pathway_departures_persons";
    cells.push(whole(name, Scale::Whole, |view, _| {
        count(view.pathways(|_| true))
    }));
    for sex in SEXES {
        for band in AGE_BANDS {
            cells.push(HostCell {
                breakdown: Breakdown::SexAge(sex, band),
                key: sex as usize * AGE_BANDS.len() + band.index(),
                ..whole(name, Scale::Whole, |view, cell| {
                    count(view.pathways(|other| other == cell))
                })
            });
        }
    }
    cells.push(whole(
        "pathway_applications_persons",
        Scale::Whole,
        |view, _| count(view.accounts().map(|it| it.pathway_applications).sum()),
    ));
    for (kind, name) in PATHWAY.into_iter().enumerate() {
        cells.push(HostCell {
            key: kind,
            ..whole(name, Scale::Whole, |view, kind| {
                count(view.accounts().map(|it| it.pathways[kind]).sum())
            })
        });
    }
}
