//! What follows from the marks of a mass influx: recognition by group and the emergency of a host.

use super::common::{self, of_host, option, sample_cells};
use super::diplomacy::marks;
use super::{YEAR, influx, rows, with_plan};
use fairshare::indicator::{Breakdown, Period};
use fairshare::model::parameters::{Regime, Switch};
use fairshare::model::{LiveStatus, Situation, StatusDetermination};

/// Twenty thousand or so who all come in the seventh month, into a host that decides case by case and
/// registers everybody in the month after.
fn burst() -> Situation {
    let mut situation = influx(24);
    let parameters = &mut situation.parameters;
    parameters.regime.initial = Regime::Stalemate;
    parameters.regime.war_to_stalemate_per_month = 1.0;
    parameters.arrivals.base_persons_per_month = common::same(0.0);
    parameters.arrivals.base_persons_per_month.war = 20_000.0;
    parameters.arrivals.onset_month = Some(6);
    parameters.arrivals.pulse_minimum_persons = 0.0;
    parameters.arrivals.pulse_maximum_share_of_origin_population = 0.0;
    parameters.emergency.influx_marks = marks(Switch::Always);
    situation.hosts[0].status_determination = StatusDetermination::Individual;
    situation.hosts[0].status_determination_posts = 10.0;
    situation
}

/// By group for so many months, from so many marks on.
fn by_group(months: u32, marks_minimum: u32) -> Situation {
    let mut situation = burst();
    let marks = &mut situation.parameters.emergency.influx_marks;
    marks.group_recognition = true;
    marks.group_recognition_months = months;
    marks.group_recognition_marks_minimum = marks_minimum;
    situation
}

/// Of all who arrived: those with a status granted by group, and those in individual procedures, waiting
/// or decided, at the end of the first year; months of recognition by group.
fn statuses(situation: &Situation, months: bool) -> Vec<[f64; 4]> {
    let plan = common::plan(situation, &option("a"), &[(1.0, 0.0, 0)]);
    let of = |status| of_host("stock_persons", None, Breakdown::Status(status), YEAR);
    let (granted, waiting) = (of(LiveStatus::PrimaFacie), of(LiveStatus::AsylumSeeker));
    let arrived = of_host("arrivals_persons", None, Breakdown::None, YEAR);
    let counted = of_host(
        "group_recognition_months_count",
        None,
        Breakdown::None,
        YEAR,
    );
    let wanted: Vec<&dyn Fn(&fairshare::simulate::record::Cell) -> bool> = if months {
        vec![&arrived, &granted, &waiting, &counted]
    } else {
        vec![&arrived, &granted, &waiting, &arrived]
    };
    sample_cells(situation, &option("a"), &plan, 5, &wanted)
        .into_iter()
        .map(|row| [row[0], row[1], row[2], row[3]])
        .collect()
}

#[test]
fn a_people_are_recognised_by_group_while_procedures_cannot_cope() {
    // Pace and procedures hold in the month of the influx; everybody is registered in the next.
    for [arrived, granted, waiting, months] in statuses(&by_group(3, 2), true) {
        assert!(arrived > 19_000.0);
        assert_eq!((granted, waiting), (arrived, 0.0), "all of them by group");
        assert_eq!(months, 3.0, "that month and two more");
    }
    // Where it ends with the month of the influx, those registered in the next join the queue.
    for [arrived, granted, waiting, months] in statuses(&by_group(1, 2), true) {
        assert_eq!((granted, months), (0.0, 1.0));
        assert!(waiting > 0.9 * arrived, "277 are decided in a month");
    }
    // Numbers do not hold, since fifty thousand would be considerable, nor does capacity: three marks are
    // too many.
    for [arrived, granted, waiting, months] in statuses(&by_group(3, 3), true) {
        assert_eq!((granted, months), (0.0, 0.0));
        assert!(waiting > 0.9 * arrived);
    }
    // A host that can decide as many is not one whose procedures cannot cope.
    let mut coping = by_group(3, 1);
    coping.hosts[0].status_determination_posts = 1e4;
    for [_, granted, _, months] in statuses(&coping, true) {
        assert_eq!((granted, months), (0.0, 0.0));
    }
}

#[test]
fn a_individual_determination_returns_after_the_months_of_recognition_by_group() {
    // Four thousand can be registered in a month, so that capacity is a mark too: by group in the months 7
    // and 8 of the three, and one by one in the three that the year has left.
    let mut situation = by_group(3, 3);
    situation.hosts[0].registration_capacity_persons_per_month = 4_000.0;
    // Others who were there before bring the money that registration needs.
    situation.hosts[0].stock.refugees = common::people(40_000);
    let usual = {
        let mut usual = situation.clone();
        usual.parameters.emergency.influx_marks.group_recognition = false;
        statuses(&usual, false)
    };
    for ([arrived, granted, waiting, months], [same, none, queue, _]) in
        statuses(&situation, true).into_iter().zip(usual)
    {
        assert_eq!((arrived, none, months), (same, 0.0, 3.0));
        assert!(granted > 0.0 && granted <= 2.0 * 4_000.0, "{granted}");
        assert!(waiting > 0.0 && waiting < queue, "{waiting} {queue}");
    }
}

#[test]
fn a_marks_open_the_emergency_where_a_scenario_says_so() {
    // Too few for the criterion of numbers and pace, so that only the marks open an emergency; its
    // twelve months cost twice as much for each person.
    let asked = |opens: bool, marks_minimum: u32| {
        let mut situation = burst();
        // Nobody leaves the stock for want of recognition.
        situation.hosts[0].status_determination = StatusDetermination::PrimaFacie;
        let parameters = &mut situation.parameters;
        parameters.costs.emergency_months = 12;
        parameters.costs.stabilisation_months = 12;
        parameters.costs.emergency_arrivals_minimum_persons = 1e9;
        parameters.costs.need_usd_per_person_year.emergency = 900.0;
        parameters.emergency.influx_marks.opens_emergency = opens;
        parameters.emergency.influx_marks.marks_minimum = marks_minimum;
        let asked = [
            ("requirement_usd", Period::Year(2027)),
            ("arrivals_persons", YEAR),
        ];
        rows(&situation, &option("a"), &asked, 5)
    };
    for ((with, without), too_many) in asked(true, 2)
        .into_iter()
        .zip(asked(false, 2))
        .zip(asked(true, 3))
    {
        assert_eq!(without, too_many, "three marks never hold");
        assert_eq!(with[1], without[1], "the same people arrive");
        // The marks hold in month 6 only, so that months 7 to 18 are an emergency: seven of the twelve
        // months of 2027. Otherwise that of the host's opening, empty as it was, ends with month 11.
        let expected = (7.0 * 2.0 + 5.0) / 12.0;
        assert!(
            (with[0] / without[0] - expected).abs() < 1e-6,
            "{} {expected}",
            with[0] / without[0]
        );
    }
}

#[test]
fn a_what_follows_from_marks_never_touches_admission() {
    let mut situation = by_group(6, 2);
    let marks = &mut situation.parameters.emergency.influx_marks;
    marks.opens_emergency = true;
    marks.marks_minimum = 1;
    situation.hosts.push(common::host("XAD", 40_000));
    situation.hosts[0].arrival_share = 0.7;
    situation.hosts[1].arrival_share = 0.3;
    situation.parameters.regime.war_to_stalemate_per_month = 0.2;
    situation.parameters.regime.stalemate_to_war_per_month = 0.2;
    let arrivals: Vec<_> = [2026, 2027]
        .into_iter()
        .flat_map(|year| {
            ["XAB", "XAD"].map(|host| {
                let year = Period::Year(year);
                of_host("arrivals_persons", Some(host), Breakdown::None, year)
            })
        })
        .collect();
    let admitted = |situation: &Situation| {
        let plan = common::plan(situation, &with_plan(), &[(1.0, 0.0, 0)]);
        let wanted: Vec<&dyn Fn(&fairshare::simulate::record::Cell) -> bool> = arrivals
            .iter()
            .map(|wanted| wanted as &dyn Fn(&fairshare::simulate::record::Cell) -> bool)
            .collect();
        sample_cells(situation, &with_plan(), &plan, 20, &wanted)
    };
    let mut off = situation.clone();
    off.parameters.emergency.influx_marks = marks_off();
    let seen = admitted(&situation);
    assert_eq!(seen, admitted(&off), "host by host and year by year");
    assert!(seen.iter().all(|row| row.iter().sum::<f64>() > 0.0));
}

fn marks_off() -> fairshare::model::parameters::InfluxMarksParameters {
    fairshare::model::parameters::InfluxMarksParameters::default()
}
