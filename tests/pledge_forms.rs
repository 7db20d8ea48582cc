//! What is announced and paid, where nothing is left to chance: pledges that stand at the start, quotas
//! that bind, contributors who leave, appeals that are not renewed; and shocks of attention by their law.

mod common;

use common::{
    assert_moments, code, contributor, host, of_donor, of_host, option, plan, quiet, sample_cells,
};
use fairshare::id::ContributorId;
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::{
    Appeal, ContributorExit, EarmarkTier, Instrument, Pledge, PledgeStatus, ResettlementQuota,
    Sector, Situation,
};
use fairshare::simulate::record::Cell;
use fairshare::units::{CalendarMonth, Cents};

fn month(year: i32, number: u32) -> CalendarMonth {
    CalendarMonth::new(year, number).expect("a month")
}

/// Two hosts with a hundred thousand people each, two contributors who announce nothing of their own.
fn two_of_each(months: u32) -> Situation {
    let mut situation = quiet(0, months);
    situation.hosts = vec![host("XAB", 100_000), host("XAD", 100_000)];
    for host in &mut situation.hosts {
        host.arrival_share = 0.5;
    }
    situation.contributors = vec![contributor("XAC", 0.75), contributor("XAE", 0.25)];
    situation.parameters.finance.baseline_announced_share = 0.0;
    situation.parameters.finance.disbursement_mean_months = 1.0;
    situation
}

fn pledge(by: &str, dollars: i64, from: CalendarMonth, until: CalendarMonth) -> Pledge {
    Pledge {
        contributor: ContributorId(by.to_owned()),
        amount: Cents(100 * dollars),
        from,
        until,
        earmark: EarmarkTier::Situation,
        host: None,
        sector: None,
        instrument: Instrument::Grant,
        status: PledgeStatus::Disbursed,
    }
}

/// One future, since nothing is left to chance.
fn future(situation: &Situation, wanted: &[&dyn Fn(&Cell) -> bool]) -> Vec<f64> {
    let option = situation.options[0].clone();
    let rows = vec![(0.5, 0.0, 0); situation.contributors.len()];
    let plan = plan(situation, &option, &rows);
    sample_cells(situation, &option, &plan, 1, wanted)[0].clone()
}

fn close(seen: f64, expected: f64, what: &str) {
    assert!(
        (seen - expected).abs() < 0.02 + 1e-9 * expected.abs(),
        "{what}: {seen}, not {expected}"
    );
}

#[test]
fn a_standing_pledge_is_available_evenly_over_its_window() {
    let mut situation = two_of_each(36);
    situation.pledges = vec![
        // Half a year of each of two.
        pledge("XAE", 36_000, month(2026, 7), month(2027, 6)),
        // Three of its six months lie before the start.
        pledge("XAC", 8_000, month(2025, 10), month(2026, 3)),
        // A quarter of its window lies within the horizon.
        pledge("XAC", 40_000, month(2028, 10), month(2029, 9)),
        // Of somebody who is in no plan.
        pledge("XAZ", 99_000, month(2026, 1), month(2026, 12)),
    ];
    for (donor, by_year) in [
        (0, [4_000.0, 0.0, 10_000.0]),
        (1, [18_000.0, 18_000.0, 0.0]),
    ] {
        for (year, expected) in (2026..).zip(by_year) {
            for indicator in ["announced_usd", "committed_usd", "disbursed_usd"] {
                let seen = future(&situation, &[&of_donor(indicator, donor, year)])[0];
                close(seen, expected, &format!("{indicator} of {donor} in {year}"));
            }
        }
    }
    // Each part is paid from the first month of its year's window on.
    for (number, expected) in [
        (0, 4_000.0),
        (5, 0.0),
        (6, 18_000.0),
        (7, 0.0),
        (12, 18_000.0),
        (32, 0.0),
        (33, 10_000.0),
    ] {
        let cell = of_host(
            "disbursed_month_usd",
            None,
            Breakdown::None,
            Period::Month(number),
        );
        close(
            future(&situation, &[&cell])[0],
            expected,
            &format!("month {number}"),
        );
    }
}

#[test]
fn standing_pledges_are_spent_where_they_are_bound() {
    let mut situation = two_of_each(12);
    let whole = |dollars| pledge("XAC", dollars, month(2026, 1), month(2026, 12));
    situation.pledges = vec![
        Pledge {
            earmark: EarmarkTier::HostSector,
            host: Some(code("XAD")),
            sector: Some(Sector::Health),
            ..whole(50_000)
        },
        Pledge {
            earmark: EarmarkTier::Host,
            host: Some(code("XAD")),
            ..whole(30_000)
        },
        Pledge {
            earmark: EarmarkTier::HostSector,
            host: Some(code("XAB")),
            sector: Some(Sector::Education),
            ..whole(20_000)
        },
        // Announced and not yet signed: what is signed of it is a share.
        Pledge {
            earmark: EarmarkTier::Host,
            host: Some(code("XAB")),
            status: PledgeStatus::Announced,
            ..whole(10_000)
        },
    ];
    let finance = &mut situation.parameters.finance;
    finance.fulfilment_mean_share = 0.5;
    finance.fulfilment_advance_mean_share = 0.9;
    finance.fulfilment_concentration = 1e14;
    finance.fulfilment_common_mean_share = 0.8;
    finance.fulfilment_common_concentration = 1e14;
    let spent = |host, breakdown| {
        future(
            &situation,
            &[&of_host(
                "spent_usd",
                Some(host),
                breakdown,
                Period::Year(2026),
            )],
        )[0]
    };
    close(spent("XAD", Breakdown::None), 80_000.0, "the bound host");
    let health = spent("XAD", Breakdown::Sector(Sector::Health));
    assert!((50_000.0..80_000.0).contains(&health), "{health}");
    let education = spent("XAB", Breakdown::Sector(Sector::Education));
    close(education, 20_000.0, "education, which saves no lives");
    let all = spent("XAB", Breakdown::None);
    assert!(
        (all - 24_000.0).abs() < 1.0,
        "0.5 · 0.8 of what was announced: {all}"
    );
    let committed = future(&situation, &[&of_donor("committed_usd", 0, 2026)])[0];
    assert!((committed - 104_000.0).abs() < 1.0, "{committed}");
}

#[test]
fn advance_pledges_that_stand_are_kept_by_their_own_share() {
    let mut situation = two_of_each(24);
    situation.pledges = vec![Pledge {
        status: PledgeStatus::Announced,
        ..pledge("XAC", 24_000, month(2026, 1), month(2027, 12))
    }];
    let finance = &mut situation.parameters.finance;
    finance.fulfilment_mean_share = 0.5;
    finance.fulfilment_advance_mean_share = 0.9;
    finance.fulfilment_concentration = 1e14;
    finance.fulfilment_common_mean_share = 0.8;
    finance.fulfilment_common_concentration = 1e14;
    let seen = future(
        &situation,
        &[
            &of_donor("committed_usd", 0, 2026),
            &of_donor("committed_usd", 0, 2027),
        ],
    );
    for committed in seen {
        assert!(
            (committed - 0.9 * 0.8 * 12_000.0).abs() < 1.0,
            "{committed}"
        );
    }
}

#[test]
fn what_stands_is_a_part_of_what_a_contributor_announces() {
    let announced = |pledges: Vec<Pledge>| {
        let mut situation = two_of_each(24);
        situation.parameters.finance.baseline_announced_share = 0.5;
        situation.pledges = pledges;
        future(
            &situation,
            &[
                &of_donor("announced_usd", 0, 2026),
                &of_donor("announced_usd", 1, 2026),
                &of_donor("announced_usd", 0, 2027),
            ],
        )
    };
    let usual = announced(Vec::new());
    // The first contributor has three quarters of the income.
    close(usual[0], 3.0 * usual[1], "shares of income");
    let part = announced(vec![pledge(
        "XAC",
        1_000_000,
        month(2026, 1),
        month(2026, 12),
    )]);
    for (with, without) in part.iter().zip(&usual) {
        close(*with, *without, "with a part that stands");
    }
    // More than would have been announced is not taken back.
    let much = announced(vec![pledge(
        "XAC",
        90_000_000,
        month(2027, 1),
        month(2027, 12),
    )]);
    close(much[2], 90_000_000.0, "more than usual");
    close(much[0], usual[0], "the year before");
}

#[test]
fn who_leaves_gives_what_remains_from_that_month_on() {
    let mut situation = two_of_each(36);
    situation.parameters.finance.baseline_announced_share = 0.5;
    for contributor in &mut situation.contributors {
        contributor.baseline_places_per_year = 400;
    }
    situation.options[0].exits = vec![ContributorExit {
        contributor: ContributorId("XAC".to_owned()),
        month: 12,
        remaining_share: 0.25,
    }];
    let at = |indicator, donor, year| future(&situation, &[&of_donor(indicator, donor, year)])[0];
    let offered = "resettlement_places_offered_persons";
    for (year, remaining) in [(2026, 1.0), (2027, 0.25), (2028, 0.25)] {
        // Needs are the same in every year.
        close(
            at("announced_usd", 0, year),
            remaining * 3.0 * at("announced_usd", 1, 2026),
            &format!("announced in {year}"),
        );
        close(
            at(offered, 0, year),
            remaining * 400.0,
            &format!("places in {year}"),
        );
        close(at(offered, 1, year), 400.0, "places of the other");
    }
}

#[test]
fn quotas_that_bind_are_offered_where_they_exceed_what_is_usual() {
    let mut situation = two_of_each(36);
    for contributor in &mut situation.contributors {
        contributor.baseline_places_per_year = 400;
    }
    let quota = |by: &str, year, places, binds| ResettlementQuota {
        contributor: ContributorId(by.to_owned()),
        year,
        places,
        host: None,
        status: PledgeStatus::Committed,
        binds,
    };
    situation.quotas = vec![
        quota("XAC", 2027, 700, true),
        quota("XAC", 2027, 200, true),
        quota("XAC", 2026, 5_000, false),
        quota("XAC", 2028, 300, true),
        quota("XAE", 2026, 450, true),
    ];
    for (donor, by_year) in [(0, [400.0, 900.0, 400.0]), (1, [450.0, 400.0, 400.0])] {
        for (year, expected) in (2026..).zip(by_year) {
            let cell = of_donor("resettlement_places_offered_persons", donor, year);
            close(
                future(&situation, &[&cell])[0],
                expected,
                &format!("{donor} in {year}"),
            );
        }
    }
}

#[test]
fn without_appeals_contributors_give_by_what_was_asked_first() {
    // From July on, so that the first year has six months; needs grow as people come.
    let announced = |appeal| {
        let mut situation = quiet(50_000, 42);
        situation.clock.start = month(2026, 7);
        situation.parameters.arrivals.base_persons_per_month = common::same(4_000.0);
        situation.options[0].appeal = appeal;
        future(
            &situation,
            &[
                &of_donor("announced_usd", 0, 2026),
                &of_donor("announced_usd", 0, 2027),
                &of_donor("announced_usd", 0, 2029),
            ],
        )
    };
    let renewed = announced(Appeal::Annual);
    let first = announced(Appeal::None);
    close(first[0], renewed[0], "the first year is the same");
    close(first[1], 2.0 * first[0], "a whole year");
    close(first[2], 2.0 * first[0], "a later year");
    assert!(renewed[1] > 1.2 * first[1], "{renewed:?} {first:?}");
}

#[test]
fn attention_is_lost_with_its_probability_and_by_its_share() {
    let (probability, loss) = (0.3, 0.4);
    let mut situation = quiet(100_000, 24);
    let usual = future(&situation, &[&of_donor("announced_usd", 0, 2026)])[0];
    let finance = &mut situation.parameters.finance;
    finance.attention_shock_probability_per_year = probability;
    finance.attention_shock_loss_share = loss;
    let baseline = option("no-plan");
    let plan = plan(&situation, &baseline, &[(1.0, 0.0, 0)]);
    let rows = sample_cells(
        &situation,
        &baseline,
        &plan,
        3000,
        &[
            &of_donor("announced_usd", 0, 2026),
            &of_donor("announced_usd", 0, 2027),
        ],
    );
    let lost: Vec<[bool; 2]> = rows
        .iter()
        .map(|row| {
            [row[0], row[1]].map(|announced| {
                let lost = announced < 0.9 * usual;
                let factor = if lost { 1.0 - loss } else { 1.0 };
                close(announced, usual * factor, "announced");
                lost
            })
        })
        .collect();
    for year in 0..2 {
        let seen: Vec<f64> = lost
            .iter()
            .map(|lost| f64::from(u8::from(lost[year])))
            .collect();
        assert_moments(
            &seen,
            probability,
            probability * (1.0 - probability),
            "years lost",
        );
    }
    // One year's shock tells nothing of the next.
    let both: Vec<f64> = lost
        .iter()
        .map(|lost| f64::from(u8::from(lost[0] && lost[1])))
        .collect();
    let square = probability * probability;
    assert_moments(&both, square, square * (1.0 - square), "both years lost");
}

#[test]
fn money_in_hand_at_the_start_is_that_of_the_stated_months() {
    let mut situation = two_of_each(12);
    let needed = future(
        &situation,
        &[&of_host(
            "requirement_usd",
            None,
            Breakdown::None,
            Period::Year(2026),
        )],
    )[0];
    let finance = &mut situation.parameters.finance;
    finance.baseline_announced_share = 0.4;
    finance.opening_balance_months = 3.0;
    // What is announced later is not paid within the year.
    finance.disbursement_lag_months = 12;
    for (unearmarked, to_host) in [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0), (0.2, 0.5)] {
        for contributor in &mut situation.contributors {
            contributor.unearmarked_share = unearmarked;
            contributor.host_earmarked_share = to_host;
        }
        let spent = future(
            &situation,
            &[
                &of_host("spent_usd", None, Breakdown::None, Period::Year(2026)),
                &of_host(
                    "spent_usd",
                    Some("XAB"),
                    Breakdown::None,
                    Period::Year(2026),
                ),
                &of_host("disbursed_usd", None, Breakdown::None, Period::Year(2026)),
            ],
        );
        let expected = 0.4 * needed * 3.0 / 12.0;
        assert!(
            (spent[0] / expected - 1.0).abs() < 1e-6,
            "{spent:?}, {expected}"
        );
        // The hosts are alike.
        assert!(
            (spent[1] / (expected / 2.0) - 1.0).abs() < 1e-3,
            "{spent:?}, {expected}"
        );
        close(spent[2], 0.0, "paid by contributors");
    }
}
