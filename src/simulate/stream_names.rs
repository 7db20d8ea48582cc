//! No two random streams of a future share a name: whoever drew from both would see the same numbers
//! twice, and things that have nothing to do with each other would move together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{OptionSetup, Resolution, Setup, Workspace, planned_needs, replicate};
use crate::apportion::{ApportionRequest, SolverChoice, apportion};
use crate::model::parameters::{
    EvacuationStay, PerRegime, Switch, TransferKind, TransferOffer, UrgentResettlement,
    WarningQuality,
};
use crate::model::{OnwardMovement, Situation};
use crate::random::{Purpose, names};
use crate::scenario::{LoadOptions, load};

/// Streams of a year that are opened again on purpose, so that the same is read from them: what a
/// contributor announces, keeps and fills in a year does not depend on how often it is looked at.
const READ_AGAIN: [Purpose; 5] = [
    Purpose::Quotas,
    Purpose::Announcements,
    Purpose::Fulfilment,
    Purpose::CommonShocks,
    Purpose::Earmarks,
];

/// The reference scenario with every arrangement, and with what it has not: an offer of transfer,
/// movements between hosts, asylum seekers.
fn everything() -> Situation {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = LoadOptions {
        overrides: vec!["comprehensive".to_owned()],
        ..LoadOptions::default()
    };
    let loaded = load(&root.join("scenarios/reference.toml"), &options).expect("a scenario");
    let mut situation = loaded.situation;
    situation.ensemble.stratify_outbreaks = false;
    let emergency = &mut situation.parameters.emergency;
    emergency.transfer.applies = Switch::Always;
    emergency.transfer.pressure_threshold_ratio = 0.0;
    for (from, place) in [("XAB", "XZA"), ("XAB", "XZB"), ("XAC", "XZA")] {
        emergency.transfer.offer.push(TransferOffer {
            kind: TransferKind::Evacuation,
            from: from.parse().expect("a code"),
            to: place.parse().expect("a code"),
            places: 50_000,
            places_per_month: 400,
        });
    }
    emergency.transfer.stay = Some(EvacuationStay {
        months: 4,
        returned_share: 0.5,
        onward_share: 0.2,
        return_usd_per_person: 300.0,
    });
    emergency.preparedness.warning_quality = Some(WarningQuality {
        mean_share: 0.5,
        concentration: 4.0,
    });
    emergency.influx_marks.group_recognition = true;
    situation
        .parameters
        .protracted
        .concessional
        .lag_spread_months = Some(12);
    situation.parameters.resettlement.urgent = Some(UrgentResettlement {
        share_of_submissions: 0.18,
        pipeline_mean_months: 3.0,
    });
    situation.hosts[0].months_since_influx = Some(2);
    situation.parameters.voluntary_return.episode_log_sd = 0.5;
    let returning = &mut situation.parameters.voluntary_return;
    returning.redisplacement_hazard_per_year = 0.3;
    for (from, to) in [(0, 1), (1, 0)] {
        situation.hosts[from].onward_movements = vec![OnwardMovement {
            to,
            hazard_per_year: PerRegime {
                war: 0.05,
                stalemate: 0.05,
                peace: 0.05,
            },
        }];
    }
    situation
}

#[test]
fn names_of_streams_are_distinct() {
    let situation = everything();
    let setup = Setup::new(&situation, Resolution::Banded);
    let mut seen = BTreeSet::new();
    let mut space = Workspace::new(&setup);
    for option in &situation.options {
        let needs = planned_needs(&situation, option, option.plan_years.max(1));
        let plan = apportion(&ApportionRequest {
            situation: &situation,
            option,
            needs: &needs,
            solver: SolverChoice::Auto,
        })
        .expect("a plan");
        let prepared = OptionSetup::new(&setup, option, &plan);
        // What is keyed by contributor and host is told apart by them.
        let mut keys = BTreeSet::from([super::arrivals::SITUATION]);
        for key in prepared.donors.iter().map(|donor| donor.key) {
            assert!(keys.insert(key), "two contributors share the key {key}");
        }
        let hosts: BTreeSet<u64> = setup.hosts.iter().map(|host| host.key).collect();
        assert_eq!(hosts.len(), setup.hosts.len());
        for number in 0..2 {
            names::begin();
            replicate(&setup, &prepared, number, true, &mut space).expect("closed accounts");
            let mut opened: BTreeMap<(u16, u64, u32), u32> = BTreeMap::new();
            for (purpose, entity, month) in names::take() {
                seen.insert(purpose as u16);
                if !READ_AGAIN.contains(&purpose) {
                    *opened.entry((purpose as u16, entity, month)).or_default() += 1;
                }
            }
            let twice: Vec<_> = opened.iter().filter(|&(_, &times)| times > 1).collect();
            assert!(twice.is_empty(), "{}: {twice:?}", option.id);
        }
    }
    // Every purpose of the simulation was there, but for the level that only stratified futures have and
    // the phase in which a regime opens, which only durations in stages have.
    let missing: Vec<u16> = (Purpose::Regime as u16..=LAST as u16)
        .filter(|number| !seen.contains(number) && *number != Purpose::RegimePhase as u16)
        .collect();
    assert!(missing.is_empty(), "{missing:?} were never opened");
    let again = Purpose::Redisplacement as u16;
    assert!(seen.contains(&again), "nobody was displaced again");
}

/// The last purpose that the simulation has.
const LAST: Purpose = Purpose::Children;
