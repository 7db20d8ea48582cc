//! Closed forms of the emergency arrangements that are money: the standing fund and contingency stocks,
//! cent by cent; preparedness and the four marks, month by month.

mod common;

use common::{code, contributor, host, of_host, people, plan, quiet, sample_cells};
use fairshare::id::ContributorId;
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::Switch;
use fairshare::model::{
    EarmarkTier, Instrument, Pledge, PledgeStatus, SECTORS, Sector, Situation, StatusDetermination,
    Tier,
};
use fairshare::simulate::record::Cell;
use fairshare::units::{CalendarMonth, Cents};

const YEAR: Period = Period::Year(2026);

fn future(situation: &Situation, wanted: &[&dyn Fn(&Cell) -> bool]) -> Vec<f64> {
    let option = situation.options[0].clone();
    let rows = vec![(1.0, 0.0, 0); situation.contributors.len()];
    let plan = plan(situation, &option, &rows);
    sample_cells(situation, &option, &plan, 1, wanted)[0].clone()
}

fn all(indicator: &'static str) -> impl Fn(&Cell) -> bool {
    of_host(indicator, None, Breakdown::None, YEAR)
}

/// A hundred thousand people come to the first of two hosts in the first month; the second has sheltered
/// 50,000 for long. Nobody announces anything.
fn struck(months: u32) -> Situation {
    let mut situation = quiet(0, months);
    situation.hosts = vec![host("XAB", 0), host("XAD", 50_000)];
    situation.hosts[1].arrival_share = 0.0;
    situation.contributors = vec![contributor("XAC", 1.0)];
    situation.parameters.finance.baseline_announced_share = 0.0;
    situation.parameters.finance.disbursement_mean_months = 1.0;
    let arrivals = &mut situation.parameters.arrivals;
    arrivals.onset_month = Some(0);
    arrivals.pulse_minimum_persons = 1e9;
    arrivals.pulse_maximum_share_of_origin_population = 0.01;
    arrivals.pulse_month_ratio = 0.0;
    situation
}

/// Needs of the year by host: life-saving ones, and all.
fn needs(situation: &Situation, host: &str) -> [f64; 2] {
    let by_sector = SECTORS.map(|sector| {
        let cell = of_host(
            "requirement_usd",
            Some(host),
            Breakdown::Sector(sector),
            YEAR,
        );
        (sector, future(situation, &[&cell])[0])
    });
    let life_saving = by_sector
        .iter()
        .filter(|(sector, _)| sector.tier() == Tier::LifeSaving)
        .map(|(_, need)| need)
        .sum();
    [life_saving, by_sector.iter().map(|(_, need)| need).sum()]
}

fn pledge(dollars: i64, earmark: EarmarkTier, sector: Option<Sector>) -> Pledge {
    let february = CalendarMonth::new(2026, 2).expect("a month");
    Pledge {
        contributor: ContributorId("XAC".to_owned()),
        amount: Cents(100 * dollars),
        from: february,
        until: february,
        earmark,
        host: (earmark != EarmarkTier::Situation).then(|| code("XAB")),
        sector,
        instrument: Instrument::Grant,
        status: PledgeStatus::Disbursed,
    }
}

fn close(seen: f64, expected: f64, what: &str) {
    assert!(
        (seen - expected).abs() < 0.05,
        "{what}: {seen}, not {expected}"
    );
}

/// A fund without limits that gives half of what is missing.
fn funded(months: u32) -> Situation {
    let mut situation = struck(months);
    let fund = &mut situation.parameters.emergency.standing_fund;
    fund.applies = Switch::Always;
    fund.opening_balance_usd = 20e6;
    fund.target_balance_usd = 30e6;
    fund.replenishment_usd_per_year = 1.2e6;
    fund.window_months = 3;
    fund.draw_share_of_shortfall = 0.5;
    fund.draw_maximum_usd_per_month = 1e9;
    situation
}

#[test]
fn a_fund_releases_its_share_of_what_planned_money_leaves_uncovered() {
    // In the second month the people are there and money of every kind comes; a quarter of what is in
    // hand is planned for a month.
    let mut situation = funded(2);
    situation.parameters.finance.spending_horizon_months = 4.0;
    situation.pledges = vec![
        pledge(2_000_000, EarmarkTier::Situation, None),
        pledge(600_000, EarmarkTier::Host, None),
        pledge(400_000, EarmarkTier::HostSector, Some(Sector::Health)),
        // Bound to what saves no lives.
        pledge(900_000, EarmarkTier::HostSector, Some(Sector::Education)),
    ];
    let [life_saving, first] = needs(&situation, "XAB");
    let [_, second] = needs(&situation, "XAD");
    let part = first / (first + second / 2.0);
    let planned = (600_000.0 + 400_000.0 + 2_000_000.0 * part) / 4.0;
    let expected = 0.5 * (life_saving - planned);
    let seen = future(
        &situation,
        &[&all("fund_released_usd"), &all("fund_balance_usd")],
    );
    close(seen[0], expected, "released");
    close(seen[1], 20e6 + 0.2e6 - expected, "what is left");
}

#[test]
fn a_fund_keeps_to_its_window_maximum_balance_and_target() {
    let [need, _] = needs(&funded(2), "XAB");
    let after = |months: u32, change: &dyn Fn(&mut Situation)| {
        let mut situation = funded(months);
        change(&mut situation);
        let seen = future(
            &situation,
            &[&all("fund_released_usd"), &all("fund_balance_usd")],
        );
        (seen[0], seen[1])
    };
    // The first three months with people in need.
    let (released, balance) = after(9, &|_| {});
    close(released, 3.0 * 0.5 * need, "three months");
    close(balance, 20e6 + 0.9e6 - released, "what is left");
    let (released, _) = after(9, &|situation| {
        let fund = &mut situation.parameters.emergency.standing_fund;
        fund.draw_maximum_usd_per_month = 300_000.0;
    });
    close(released, 900_000.0, "three times the maximum");
    let (released, balance) = after(9, &|situation| {
        let fund = &mut situation.parameters.emergency.standing_fund;
        (fund.opening_balance_usd, fund.replenishment_usd_per_year) = (500_000.0, 0.0);
    });
    close(released, 500_000.0, "all there is");
    close(balance, 0.0, "nothing is left");
    let (_, balance) = after(1, &|situation| {
        let fund = &mut situation.parameters.emergency.standing_fund;
        fund.target_balance_usd = 20.04e6;
    });
    close(balance, 20.04e6, "up to the target");
    let (_, balance) = after(1, &|situation| {
        let fund = &mut situation.parameters.emergency.standing_fund;
        fund.target_balance_usd = 5e6;
    });
    close(balance, 20e6, "nothing is taken away above the target");
}

#[test]
fn the_first_money_is_that_of_the_fund_or_of_the_first_new_contribution() {
    let first = |fund: f64, pledged: u32| {
        let mut situation = funded(12);
        situation
            .parameters
            .emergency
            .standing_fund
            .opening_balance_usd = fund;
        situation
            .parameters
            .emergency
            .standing_fund
            .replenishment_usd_per_year = 0.0;
        let month = CalendarMonth::new(2026, pledged + 1).expect("a month");
        let mut pledge = pledge(1_000_000, EarmarkTier::Situation, None);
        (pledge.from, pledge.until) = (month, month);
        situation.pledges = vec![pledge];
        let cell = of_host("first_money_months", None, Breakdown::None, Period::Whole);
        future(&situation, &[&cell])[0]
    };
    // The influx is that of the first month, and people are in need from the second on.
    assert_eq!(first(1e6, 11), 1.0, "the fund's");
    assert_eq!(first(0.0, 5), 5.0, "a contribution of the sixth month");
    assert_eq!(first(0.0, 1), 1.0, "a contribution of the second");
    assert_eq!(first(0.0, 0), 12.0, "what flowed before does not count");
}

#[test]
fn preparedness_approaches_its_target_and_decays_otherwise() {
    let level = |applies: Switch, months: u32| {
        let mut situation = struck(months);
        situation.hosts[0].arrival_share = 0.0;
        situation.hosts[1].arrival_share = 1.0;
        let parameters = &mut situation.parameters.emergency.preparedness;
        parameters.applies = applies;
        parameters.initial_share = 0.3;
        parameters.target_share = 0.9;
        parameters.speed_per_month = 0.1;
        parameters.decay_per_month = 0.05;
        parameters.upkeep_usd_per_host_per_year = 600_000.0;
        let cell = of_host("preparedness_share", Some("XAB"), Breakdown::None, YEAR);
        let need = of_host("requirement_usd", Some("XAB"), Breakdown::None, YEAR);
        let seen = future(&situation, &[&cell, &need]);
        (seen[0], seen[1])
    };
    let mut upkeep = 0.0;
    for month in 1..=9 {
        let kept = 0.9 - 0.6 * 0.9_f64.powi(month);
        upkeep += kept * 50_000.0;
        let (seen, need) = level(Switch::Always, month.unsigned_abs());
        assert!((seen - kept).abs() < 1e-8, "{seen}, not {kept}");
        // Nobody is there, so that nothing else is needed.
        close(need, upkeep, "upkeep");
        // Without a plan it is not kept up.
        let (seen, need) = level(Switch::WithPlan, month.unsigned_abs());
        let decayed = 0.3 * 0.95_f64.powi(month);
        assert!((seen - decayed).abs() < 1e-8, "{seen}, not {decayed}");
        close(need, 0.0, "upkeep without a plan");
    }
}

/// A stock that preparedness fills to 0.5 · 8 million dollars.
fn stocked(months: u32) -> Situation {
    let mut situation = struck(months);
    let parameters = &mut situation.parameters.emergency.preparedness;
    parameters.applies = Switch::Always;
    parameters.initial_share = 0.5;
    parameters.target_share = 0.5;
    parameters.contingency_stock_usd_per_host = 8e6;
    parameters.lead_time_months = 3;
    parameters.warning_months = 2;
    parameters.restock_months = 4;
    parameters.registration_surge_ratio = 0.8;
    situation
}

#[test]
fn goods_come_after_the_lead_time_and_cover_what_money_does_not() {
    let goods = |situation: &Situation| future(situation, &[&all("contingency_goods_usd")])[0];
    let [need, _] = needs(&stocked(2), "XAB");
    assert!(
        need > 1e6 && 3.0 * need > 4e6,
        "a stock for less than three months"
    );
    // People are there from the second month on, so goods come from the fifth on.
    close(goods(&stocked(4)), 0.0, "before they can be there");
    close(goods(&stocked(5)), need, "a month");
    close(goods(&stocked(12)), 4e6, "all of the stock");
    // A warning brings them two months earlier.
    let mut warned = stocked(3);
    warned.parameters.emergency.preparedness.warning_probability = 1.0;
    close(goods(&warned), need, "with a warning");
    // In the fifth month money is planned too.
    let mut paid = stocked(5);
    paid.parameters.finance.spending_horizon_months = 4.0;
    let june = CalendarMonth::new(2026, 5).expect("a month");
    paid.pledges = vec![
        pledge(1_200_000, EarmarkTier::Situation, None),
        pledge(400_000, EarmarkTier::Host, None),
    ];
    for pledge in &mut paid.pledges {
        (pledge.from, pledge.until) = (june, june);
    }
    let first = needs(&stocked(5), "XAB")[1] - needs(&stocked(4), "XAB")[1];
    let [_, second] = needs(&stocked(1), "XAD");
    let part = first / (first + second);
    let planned = (400_000.0 + 1_200_000.0 * part) / 4.0;
    close(goods(&paid), need - planned, "beside planned money");
}

#[test]
fn offices_that_are_prepared_register_more_in_an_emergency_and_no_longer() {
    let waiting = |months: u32, applies: Switch| {
        let mut situation = stocked(months);
        situation.hosts[1].stock.unregistered = people(20_000);
        for host in &mut situation.hosts {
            host.registration_capacity_persons_per_month = 1_000.0;
        }
        // Nothing costs anything, so that offices are covered.
        situation.parameters.costs.need_usd_per_person_year =
            fairshare::model::parameters::PerPhase {
                emergency: 0.0,
                stabilisation: 0.0,
                protracted: 0.0,
            };
        situation.parameters.finance.baseline_announced_share = 1.0;
        situation.parameters.costs.emergency_months = 5;
        situation
            .parameters
            .costs
            .emergency_arrivals_minimum_persons = 1e9;
        situation.parameters.emergency.preparedness.applies = applies;
        situation
            .parameters
            .emergency
            .preparedness
            .upkeep_usd_per_host_per_year = 0.0;
        ["XAB", "XAD"].map(|code| {
            let cell = of_host(
                "unregistered_person_months",
                Some(code),
                Breakdown::None,
                YEAR,
            );
            future(&situation, &[&cell])[0]
        })
    };
    // The clock of the empty host runs from the start: surges in its months 1 to 4.
    let usual = waiting(9, Switch::Off);
    let surging = waiting(9, Switch::Always);
    let more: f64 = (1..8)
        .map(|month| 400.0 * f64::from(std::cmp::min(month, 4)))
        .sum();
    assert_eq!(usual[0] - surging[0], more);
    assert_eq!(usual[1], surging[1], "no emergency, no surge");
}

#[test]
fn the_marks_of_a_mass_influx_are_those_of_numbers_pace_capacity_and_procedures() {
    // A thousand come in every month of stalemate: 3,000 in three, the median itself, as many as are
    // registered in two months, and twice what is decided.
    let months_of = |change: &dyn Fn(&mut Situation)| {
        let mut situation = quiet(0, 12);
        situation.parameters.arrivals.base_persons_per_month = common::same(1_000.0);
        situation.parameters.arrivals.dispersion_size = 1e12;
        situation.hosts[0].status_determination = StatusDetermination::Individual;
        situation.hosts[0].registration_capacity_persons_per_month = 0.0;
        situation.hosts[0].status_determination_posts = 500.0 * 12.0 / 333.0;
        let marks = &mut situation.parameters.emergency.influx_marks;
        marks.applies = Switch::Always;
        (marks.numbers_minimum_persons, marks.pace_minimum_ratio) = (1e9, 1e9);
        (marks.capacity_minimum_ratio, marks.procedures_minimum_ratio) = (1e9, 1e9);
        marks.marks_minimum = 1;
        situation.hosts[0].registration_capacity_persons_per_month = 1e6;
        change(&mut situation);
        future(
            &situation,
            &[
                &all("influx_numbers_months_count"),
                &all("influx_pace_months_count"),
                &all("influx_capacity_months_count"),
                &all("influx_procedures_months_count"),
                &all("influx_months_count"),
                &all("influx_marks_highest_count"),
            ],
        )
    };
    assert_eq!(months_of(&|_| {}), [0.0; 6]);
    // Months before the start count as usual ones: all twelve have 3,000 in three months.
    let numbers = |least: f64| {
        months_of(&|situation| {
            situation
                .parameters
                .emergency
                .influx_marks
                .numbers_minimum_persons = least;
        })
    };
    assert_eq!(numbers(2_700.0), [12.0, 0.0, 0.0, 0.0, 12.0, 1.0]);
    assert_eq!(numbers(3_300.0), [0.0; 6]);
    let pace = |ratio: f64| {
        months_of(&|situation| {
            situation
                .parameters
                .emergency
                .influx_marks
                .pace_minimum_ratio = ratio;
        })
    };
    assert_eq!(pace(0.85), [0.0, 12.0, 0.0, 0.0, 12.0, 1.0]);
    assert_eq!(pace(1.15), [0.0; 6]);
    let procedures = |ratio: f64| {
        months_of(&|situation| {
            situation
                .parameters
                .emergency
                .influx_marks
                .procedures_minimum_ratio = ratio;
        })
    };
    assert_eq!(procedures(1.75), [0.0, 0.0, 0.0, 12.0, 12.0, 1.0]);
    assert_eq!(procedures(2.25), [0.0; 6]);
    // All who came wait with those who come, but for the thousand of the first month: as nobody was
    // there in it, nothing was missing, and they are registered in the second.
    let capacity = |ratio: f64| {
        months_of(&|situation| {
            situation
                .parameters
                .emergency
                .influx_marks
                .capacity_minimum_ratio = ratio;
            // As nobody pays, nobody else is registered.
            situation.parameters.finance.baseline_announced_share = 0.0;
            situation.hosts[0].registration_capacity_persons_per_month = 1_000.0;
        })
    };
    assert_eq!(capacity(4.5), [0.0, 0.0, 7.0, 0.0, 7.0, 1.0]);
}
