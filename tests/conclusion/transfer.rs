//! Humanitarian transfer and evacuation.

use super::common::{assert_moments, code, host, option, plan, quiet};
use super::{YEAR, column, influx, rows};
use fairshare::indicator::Period;
use fairshare::model::Situation;
use fairshare::model::parameters::{
    EvacuationStay, Switch, TransferKind, TransferOffer, UnaccompaniedChildrenParameters,
};
use fairshare::simulate::{OptionSetup, Resolution, Setup, Workspace, replicate};

pub(super) fn offer(
    kind: TransferKind,
    to: &str,
    places: u32,
    places_per_month: u32,
) -> TransferOffer {
    TransferOffer {
        kind,
        from: code("XAB"),
        to: code(to),
        places,
        places_per_month,
    }
}

/// A share of children without their family, and so many procedures for each of them in a month.
pub(super) fn unaccompanied(share: f64, procedures: f64) -> UnaccompaniedChildrenParameters {
    UnaccompaniedChildrenParameters {
        applies: Switch::Always,
        share_of_girls: share,
        share_of_boys: share,
        procedures_per_month: procedures,
        years_until_adult: 4.0,
        ..UnaccompaniedChildrenParameters::default()
    }
}

/// Two hosts, the first under pressure, and one offer of either kind.
pub(super) fn relocation() -> Situation {
    let mut situation = influx(6);
    situation.hosts = vec![host("XAB", 0), host("XAD", 1_000)];
    situation.hosts[1].arrival_share = 0.0;
    situation.hosts[0].registration_capacity_persons_per_month = 5_000.0;
    situation.parameters.resettlement.case_size_shares =
        [0.3, 0.15, 0.12, 0.12, 0.11, 0.1, 0.05, 0.05];
    situation.parameters.emergency.unaccompanied_children = unaccompanied(0.0, 0.0);
    let transfer = &mut situation.parameters.emergency.transfer;
    transfer.applies = Switch::Always;
    transfer.pressure_threshold_ratio = 1.5;
    transfer.consent_share = 1.0;
    transfer.offer = vec![
        offer(TransferKind::Transfer, "XAD", 3_000, 1_000),
        offer(TransferKind::Evacuation, "XAE", 10_000, 4_000),
    ];
    situation
}

const MOVED: [(&str, Period); 6] = [
    ("arrivals_persons", YEAR),
    ("stock_persons", YEAR),
    ("humanitarian_transfers_persons", YEAR),
    ("evacuations_persons", YEAR),
    ("unaccompanied_moved_persons", YEAR),
    ("best_interests_procedures_count", YEAR),
];

#[test]
fn j9_the_transferred_stay_refugees_and_the_evacuated_leave() {
    for row in rows(&relocation(), &option("a"), &MOVED, 20) {
        assert_eq!(row[0] + 1_000.0, row[1] + row[3], "{row:?}");
        // Families that do not fit wait, so that a few places are left.
        assert!(row[2] <= 3_000.0 && row[2] > 2_900.0, "{row:?}");
        assert!(row[3] <= 10_000.0 && row[3] > 9_900.0, "{row:?}");
    }
}

#[test]
fn j9_nobody_is_moved_without_pressure_or_consent() {
    let mut calm = relocation();
    calm.hosts[0].registration_capacity_persons_per_month = 1e6;
    let mut unwilling = relocation();
    unwilling.parameters.emergency.transfer.consent_share = 0.0;
    for situation in [calm, unwilling] {
        for row in rows(&situation, &option("a"), &MOVED, 5) {
            assert_eq!((row[2], row[3]), (0.0, 0.0));
        }
    }
}

#[test]
fn j9_consent_is_asked_of_every_family() {
    let mut situation = relocation();
    situation.clock.months = 3;
    let transfer = &mut situation.parameters.emergency.transfer;
    transfer.consent_share = 0.25;
    transfer.offer = vec![offer(TransferKind::Evacuation, "XAE", 1_000_000, 2_000)];
    situation.parameters.resettlement.case_size_shares = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let seen = rows(&situation, &option("a"), &MOVED, 500);
    // People of the first month are there from its end on, so two months have somebody to ask.
    let asked = 2.0 * 2_000.0;
    assert_moments(
        &column(&seen, 3),
        asked * 0.25,
        asked * 0.25 * 0.75,
        "single persons who consent",
    );
}

#[test]
fn fn2_unaccompanied_children_move_only_against_completed_procedures() {
    let mut situation = relocation();
    situation.parameters.emergency.unaccompanied_children = unaccompanied(0.05, 0.0);
    let without = rows(&situation, &option("a"), &MOVED, 20);
    for row in &without {
        assert_eq!(
            (row[4], row[5]),
            (0.0, 0.0),
            "no procedure, no child: {row:?}"
        );
        assert!(row[3] > 0.0);
    }
    situation.parameters.emergency.unaccompanied_children = unaccompanied(0.05, 0.02);
    let with = rows(&situation, &option("a"), &MOVED, 20);
    for row in &with {
        assert!(row[4] > 0.0 && row[4] <= row[5], "{row:?}");
    }
}

#[test]
fn j9_the_host_that_receives_is_supported() {
    let mut situation = relocation();
    let requirement = [("requirement_usd", YEAR), ("evacuations_persons", YEAR)];
    let free = rows(&situation, &option("a"), &requirement, 5);
    situation
        .parameters
        .emergency
        .transfer
        .evacuation_usd_per_person = 1_500.0;
    let travel = rows(&situation, &option("a"), &requirement, 5);
    let transfer = &mut situation.parameters.emergency.transfer;
    transfer.evacuation_usd_per_person = 0.0;
    transfer.receiving_support_usd_per_person = 500.0;
    let support = rows(&situation, &option("a"), &requirement, 5);
    for ((free, travel), support) in free.iter().zip(&travel).zip(&support) {
        // All places are used before the last month, whose costs would come after the end.
        assert!((travel[0] - free[0] - 1_500.0 * free[1]).abs() < 1.0);
        assert!(support[0] > free[0] + 500.0 * 2_900.0 - 1.0);
    }
}

/// Evacuees who may stay for three months, of a host under pressure for six of nine.
fn limited(returned_share: f64, onward_share: f64) -> Situation {
    let mut situation = relocation();
    situation.clock.months = 12;
    situation.hosts[1].stock = fairshare::model::HostStock::default();
    let transfer = &mut situation.parameters.emergency.transfer;
    transfer.offer = vec![offer(TransferKind::Evacuation, "XAE", 10_000, 2_000)];
    transfer.stay = Some(EvacuationStay {
        months: 3,
        returned_share,
        onward_share,
        return_usd_per_person: 0.0,
    });
    situation.parameters.resettlement.case_size_shares = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    situation
}

const ENDED: [(&str, Period); 7] = [
    ("arrivals_persons", YEAR),
    ("stock_persons", YEAR),
    ("evacuations_persons", YEAR),
    ("evacuees_returned_persons", YEAR),
    ("evacuees_onward_persons", YEAR),
    ("evacuees_staying_persons", YEAR),
    ("evacuees_within_limit_persons", YEAR),
];

#[test]
fn j9_a_limited_stay_ends_in_return_to_first_asylum_onward_movement_or_staying() {
    // Single people, 2,000 a month from the second month on, so that 10,000 have left in the sixth and
    // the last stay ends in the ninth.
    let seen = rows(&limited(0.5, 0.3), &option("a"), &ENDED, 400);
    for row in &seen {
        assert_eq!(row[2], 10_000.0);
        assert_eq!(row[6], 0.0, "every stay has ended");
        assert_eq!(row[3] + row[4] + row[5], 10_000.0, "everybody once");
        assert_eq!(
            row[1],
            row[0] - row[2] + row[3],
            "those who return are there again"
        );
    }
    for (index, share, what) in [(3, 0.5, "back"), (4, 0.3, "onward"), (5, 0.2, "staying")] {
        assert_moments(
            &column(&seen, index),
            10_000.0 * share,
            10_000.0 * share * (1.0 - share),
            what,
        );
    }
    // A year's end within the stay: those evacuated in the last three months are still away.
    let mut early = limited(1.0, 0.0);
    early.clock.months = 6;
    for row in rows(&early, &option("a"), &ENDED, 5) {
        assert_eq!(row[2..], [10_000.0, 4_000.0, 0.0, 0.0, 6_000.0]);
    }
}

#[test]
fn j9_who_returns_from_evacuation_is_no_arrival_and_costs_a_journey() {
    let asked = [("requirement_usd", YEAR), ("arrivals_persons", YEAR)];
    let mut situation = limited(1.0, 0.0);
    let free = rows(&situation, &option("a"), &asked, 5);
    let stay = situation.parameters.emergency.transfer.stay.as_mut();
    stay.expect("a limit").return_usd_per_person = 200.0;
    let paid = rows(&situation, &option("a"), &asked, 5);
    situation.parameters.emergency.transfer.stay = None;
    let unlimited = rows(&situation, &option("a"), &asked, 5);
    for ((free, paid), unlimited) in free.iter().zip(&paid).zip(&unlimited) {
        assert!((paid[0] - free[0] - 200.0 * 10_000.0).abs() < 1.0);
        assert_eq!(free[1], unlimited[1], "the same people arrive");
        assert!(
            unlimited[0] < free[0],
            "who does not return needs nothing there"
        );
    }
}

#[test]
fn fn1_kosovo_1999_transfer_within_the_region_and_evacuation_further_afield() {
    // Orders of magnitude of general knowledge, not data: within four months some 330,000 people
    // came into one neighbour and half a million into others; about 90,000 were evacuated to 28
    // States further afield and few were transferred between neighbours.
    let mut situation = quiet(0, 4);
    situation.hosts = vec![host("XAB", 0), host("XAD", 0)];
    situation.hosts[0].arrival_share = 0.4;
    situation.hosts[1].arrival_share = 0.6;
    situation.hosts[0].registration_capacity_persons_per_month = 15_000.0;
    situation.hosts[1].registration_capacity_persons_per_month = 100_000.0;
    let parameters = &mut situation.parameters;
    parameters.regime.initial = fairshare::model::parameters::Regime::War;
    parameters.arrivals.base_persons_per_month.war = 210_000.0;
    parameters.arrivals.dispersion_size = 1e6;
    parameters.finance.baseline_announced_share = 1.0;
    parameters.resettlement.case_size_shares = [0.3, 0.15, 0.12, 0.12, 0.11, 0.1, 0.05, 0.05];
    parameters.emergency.unaccompanied_children = unaccompanied(0.02, 0.05);
    let transfer = &mut parameters.emergency.transfer;
    transfer.applies = Switch::Always;
    transfer.pressure_threshold_ratio = 1.5;
    transfer.consent_share = 0.9;
    transfer.offer = vec![offer(TransferKind::Transfer, "XAD", 1_500, 500)];
    transfer.offer.extend((0..28_u32).map(|number| {
        let places = [14_000, 9_000, 8_000, 6_000, 6_000, 5_000, 5_000][..]
            .get(number as usize)
            .copied()
            .unwrap_or(1_800);
        let last = char::from(b'A' + u8::try_from(number % 26).expect("a letter"));
        let middle = if number < 26 { 'E' } else { 'F' };
        offer(
            TransferKind::Evacuation,
            &format!("X{middle}{last}"),
            places,
            places / 3,
        )
    }));
    for row in rows(&situation, &option("a"), &MOVED, 10) {
        assert_eq!(
            row[0],
            row[1] + row[3],
            "all are admitted; only the evacuated left"
        );
        assert!((60_000.0..95_000.0).contains(&row[3]), "{row:?}");
        assert!(row[2] > 0.0 && row[2] <= 1_500.0, "{row:?}");
        assert!(row[4] > 0.0 && row[4] <= row[5], "{row:?}");
    }
}

#[test]
fn d_moved_people_are_counted_by_sex_and_age() {
    let situation = relocation();
    let option = option("a");
    let plan = plan(&situation, &option, &[(1.0, 0.0, 0)]);
    let setup = Setup::new(&situation, Resolution::Banded);
    let prepared = OptionSetup::new(&setup, &option, &plan);
    let layout = fairshare::simulate::record::Layout::new(&setup, &[0]);
    let mut space = Workspace::new(&setup);
    let values = replicate(&setup, &prepared, 0, true, &mut space).expect("closed accounts");
    for indicator in ["humanitarian_transfers_persons", "evacuations_persons"] {
        let (mut all, mut parts) = (0, Vec::new());
        for (cell, &value) in layout.cells.iter().zip(&values) {
            if cell.indicator == indicator && cell.host.is_none() {
                match cell.breakdown {
                    fairshare::indicator::Breakdown::None => all = value,
                    fairshare::indicator::Breakdown::SexAge(..) => parts.push(value),
                    _ => {}
                }
            }
        }
        assert_eq!(parts.len(), 10);
        assert!(parts.iter().all(|&part| part > 0), "{parts:?}");
        assert_eq!(parts.iter().sum::<i64>(), all);
    }
}
