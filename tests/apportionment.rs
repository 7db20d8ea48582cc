//! Apportionment from outside: published figures, corner cases with known answers, agreement of
//! the closed form with the linear program and of one solver with another.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail the test"
)]

#[path = "apportionment/fixture.rs"]
mod fixture;
#[path = "apportionment/lp_text.rs"]
mod lp_text;
#[path = "apportionment/objectives.rs"]
mod objectives;
#[path = "apportionment/plans.rs"]
mod plans;
#[path = "apportionment/programs.rs"]
mod programs;
#[path = "apportionment/published.rs"]
mod published;

use fairshare::apportion::{ApportionError, ApportionRequest, SolverChoice, apportion};
use fairshare::id::ContributorId;
use fairshare::model::{
    BindingRule, EarmarkTier, NeedsMatrix, Objective, ParticipantGroup, Participants, Plan, Pledge,
    PledgeStatus, PolicyOption, ResettlementQuota, Sector, Situation,
};
use fairshare::units::{CalendarMonth, Cents};
use fixture::{institution, needs, option, situation};

/// The two solvers of the default build.
pub(crate) const BOTH: [SolverChoice; 2] = [SolverChoice::Microlp, SolverChoice::Clarabel];

fn plan(
    situation: &Situation,
    option: &PolicyOption,
    needs: &NeedsMatrix,
    solver: SolverChoice,
) -> Result<Plan, ApportionError> {
    apportion(&ApportionRequest {
        situation,
        option,
        needs,
        solver,
    })
}

fn money(plan: &Plan, contributor: &str) -> f64 {
    plan.share_of(&ContributorId(contributor.to_owned()))
        .expect("a row")
        .obligation_usd
        .iter()
        .sum()
}

pub(crate) fn close(left: f64, right: f64, relative: f64) {
    assert!(
        (left - right).abs() <= relative * right.abs().max(1.0),
        "{left} against {right}"
    );
}

#[test]
fn a_proportional_key_is_the_key_itself() {
    let situation = situation(
        1,
        &[
            ("XAA", 1e6, 50e9, 0.9),
            ("XAB", 2e6, 30e9, 0.1),
            ("XAC", 3e6, 20e9, 0.0),
        ],
    );
    let needs = needs(2026, &[&[[60.0, 40.0], [30.0, 30.0]]]);
    for objective in [Objective::Proportional, Objective::Leximin] {
        let option = PolicyOption {
            objective,
            ..option()
        };
        let plan = plan(&situation, &option, &needs, SolverChoice::Auto).expect("a plan");
        for (id, share) in [("XAA", 0.5), ("XAB", 0.3), ("XAC", 0.2)] {
            close(money(&plan, id), share * 160e6, 1e-12);
            let row = plan.share_of(&ContributorId(id.to_owned())).expect("a row");
            close(row.key_share, share, 1e-12);
            close(row.responsibility_ratio, 1.0, 1e-12);
            assert_eq!(row.binding, BindingRule::Key);
        }
        assert!(
            plan.unmet_usd
                .iter()
                .flatten()
                .flatten()
                .all(|gap| *gap == 0.0)
        );
    }
}

#[test]
fn hosting_is_a_contribution() {
    // The host takes part; what it hosts, net of outside funding, exceeds its share.
    let mut situation = situation(1, &[("XAA", 1e6, 60e9, 1.0)]);
    situation.contributors.push(fixture::state("XHA", 0.0));
    let mut option = option();
    option.hosting_value_usd_per_person_year = 1_000.0;
    let needs = needs(2026, &[&[[60.0, 40.0]]]);
    let plan = plan(&situation, &option, &needs, SolverChoice::Auto).expect("a plan");
    let host = plan
        .share_of(&ContributorId("XHA".to_owned()))
        .expect("a row");
    // 100,000 person-years at 1,000 less half of the need of 100 million.
    close(host.hosting_usd[0], 50e6, 1e-12);
    assert_eq!(host.binding, BindingRule::Hosting);
    assert_eq!(host.obligation_usd, [0.0]);
    close(money(&plan, "XAA"), 100e6, 1e-12);
    // V = 50 + 100 million; the host's key share is a quarter.
    close(host.responsibility_ratio, 50.0 / (0.25 * 150.0), 1e-12);
}

#[test]
fn short_money_covers_hosts_equally_and_life_saving_first() {
    let mut situation = situation(2, &[("XAA", 1e6, 50e9, 1.0)]);
    situation.parameters.finance.baseline_announced_share = 0.0;
    let mut option = option();
    option.cap_share_of_gdp_per_year = Some(0.001);
    // 50 million against life-saving needs of 100: coverage 0.5 in both hosts, nothing beyond.
    let needs = needs(2026, &[&[[80.0, 10.0]], &[[20.0, 90.0]]]);
    for solver in [
        SolverChoice::Auto,
        SolverChoice::Microlp,
        SolverChoice::Clarabel,
    ] {
        let plan = plan(&situation, &option, &needs, solver).expect("a plan");
        for (host, gaps) in [[40.0, 10.0], [10.0, 90.0]].iter().enumerate() {
            for (tier, gap) in gaps.iter().enumerate() {
                close(plan.unmet_usd[host][0][tier], gap * 1e6, 1e-6);
            }
        }
        assert_eq!(plan.shares[0].binding, BindingRule::Cap);
        assert!(
            plan.certificate
                .notes
                .iter()
                .any(|note| note.contains("caps alone decide"))
        );
    }
}

/// Five States, an institution, two hosts and three years with floors, caps and earmarks.
fn rich_case() -> (Situation, PolicyOption, NeedsMatrix) {
    let mut situation = situation(
        2,
        &[
            ("XAA", 50e6, 900e9, 0.5),
            ("XAB", 20e6, 500e9, 0.05),
            ("XAC", 80e6, 300e9, 0.2),
            ("XAD", 5e6, 100e9, 0.0),
            ("XAE", 9e6, 60e9, 0.05),
        ],
    );
    situation.contributors.push(institution("BANK", 0.2));
    situation.contributors.push(fixture::state("XHB", 0.0));
    for contributor in &mut situation.contributors {
        contributor.places_capacity_per_year = 900;
    }
    let month = |text| CalendarMonth::parse(text).expect("a month");
    let pledge = |id: &str, usd: f64, earmark, sector| Pledge {
        contributor: ContributorId(id.to_owned()),
        amount: Cents::from_usd(usd),
        from: month("2026-01"),
        until: month("2027-12"),
        earmark,
        host: (earmark != EarmarkTier::Situation).then(|| fixture::code("XHA")),
        sector,
        instrument: fairshare::model::Instrument::Grant,
        status: PledgeStatus::Committed,
    };
    situation.pledges = vec![
        pledge("XAE", 60e6, EarmarkTier::Situation, None),
        pledge("XAD", 14e6, EarmarkTier::Host, None),
        pledge(
            "XAC",
            20e6,
            EarmarkTier::HostSector,
            Some(Sector::Education),
        ),
        pledge(
            "BANK",
            50e6,
            EarmarkTier::HostSector,
            Some(Sector::Livelihoods),
        ),
    ];
    situation.quotas = vec![ResettlementQuota {
        contributor: ContributorId("XAD".to_owned()),
        year: 2027,
        places: 400,
        host: None,
        status: fairshare::model::PledgeStatus::Committed,
        binds: true,
    }];
    let mut option = option();
    option.cap_share_of_gdp_per_year = Some(0.000_2);
    option.hosting_value_usd_per_person_year = 700.0;
    option.place_value_usd_per_person = 20_000.0;
    option.resettlement_places_per_year = 1_500;
    let needs = needs(
        2026,
        &[
            &[[120.0, 60.0], [150.0, 80.0], [90.0, 40.0]],
            &[[60.0, 30.0], [140.0, 120.0], [50.0, 40.0]],
        ],
    );
    (situation, option, needs)
}

#[test]
fn closed_form_microlp_and_clarabel_make_the_same_plan() {
    let (situation, mut option, needs) = rich_case();
    for (ratio_maximum, cap) in [
        (None, Some(0.000_2)),
        (Some(1.3), Some(0.000_6)),
        (None, None),
    ] {
        option.responsibility_ratio_maximum = ratio_maximum;
        option.cap_share_of_gdp_per_year = cap;
        let closed = plan(&situation, &option, &needs, SolverChoice::Auto).expect("a plan");
        assert_eq!(closed.certificate.solver, "closed form");
        assert!(closed.certificate.largest_violation < 1e-9);
        for solver in BOTH {
            let solved = plan(&situation, &option, &needs, solver).expect("a plan");
            assert!(solved.certificate.programs > 0);
            for (left, right) in closed.shares.iter().zip(&solved.shares) {
                assert_eq!(left.contributor, right.contributor);
                close(left.responsibility_ratio, right.responsibility_ratio, 1e-6);
                assert_eq!(left.obligation_places, right.obligation_places);
            }
            for host in 0..2 {
                for year in 0..3 {
                    for tier in 0..2 {
                        let need = needs.usd[host][year][tier];
                        close(
                            closed.unmet_usd[host][year][tier] / need,
                            solved.unmet_usd[host][year][tier] / need,
                            1e-6,
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_plan_keeps_its_accounts() {
    let (situation, mut option, needs) = rich_case();
    for objective in [
        Objective::Leximin,
        Objective::Proportional,
        Objective::MinMax,
        Objective::LeastCost,
    ] {
        option.objective = objective;
        let plan = plan(&situation, &option, &needs, SolverChoice::Auto).expect("a plan");
        for year in 0..3 {
            let given: f64 = plan
                .shares
                .iter()
                .map(|share| share.obligation_usd[year])
                .sum();
            let unmet: f64 = plan.unmet_usd.iter().flat_map(|host| host[year]).sum();
            close(given + unmet, needs.total_usd(year), 1e-6);
            let places: u32 = plan
                .shares
                .iter()
                .map(|share| share.obligation_places[year])
                .sum();
            assert_eq!(places + plan.unmet_places[year], 1_500);
            for share in &plan.shares {
                let by_host: f64 = share.obligation_usd_by_host[year].iter().sum();
                close(by_host, share.obligation_usd[year], 1e-6);
                assert!(
                    share.obligation_usd[year] <= share.cap_usd[year] * (1.0 + 1e-6),
                    "{objective:?} {}",
                    share.name
                );
            }
            for host in 0..2 {
                let here: f64 = plan
                    .shares
                    .iter()
                    .map(|share| share.obligation_usd_by_host[year][host])
                    .sum();
                let met: f64 = (0..2)
                    .map(|tier| needs.usd[host][year][tier] - plan.unmet_usd[host][year][tier])
                    .sum();
                close(here, met, 1e-6);
            }
        }
        // The standing quota holds in its year; the host gives no places.
        let row = |id: &str| plan.share_of(&ContributorId(id.to_owned())).expect("a row");
        assert!(row("XAD").obligation_places[1] >= 400);
        assert_eq!(row("XHB").obligation_places, [0, 0, 0]);
        assert_eq!(row("BANK").binding, BindingRule::Offer);
        // Committed money is a floor: 30 million in each of two years.
        assert!(row("XAE").obligation_usd[0] >= 30e6 * (1.0 - 1e-9));
        let keys: Vec<f64> = plan.shares.iter().map(|share| share.key_share).collect();
        assert!(keys.windows(2).all(|pair| pair[0] >= pair[1]), "{keys:?}");
    }
}

#[test]
fn min_max_keeps_the_worst_ratio_of_leximin() {
    let (situation, mut option, needs) = rich_case();
    let worst = |plan: &Plan| {
        plan.shares
            .iter()
            .map(|share| share.responsibility_ratio)
            .fold(0.0, f64::max)
    };
    let fair = plan(&situation, &option, &needs, SolverChoice::Auto).expect("a plan");
    option.objective = Objective::MinMax;
    let least = plan(&situation, &option, &needs, SolverChoice::Auto).expect("a plan");
    close(worst(&fair), worst(&least), 1e-6);
}

#[test]
fn an_option_without_a_plan_asks_for_what_is_given_today() {
    let (situation, mut option, needs) = rich_case();
    option.has_plan = false;
    let plan = plan(&situation, &option, &needs, SolverChoice::Auto).expect("a plan");
    for share in &plan.shares {
        assert_eq!(share.obligation_usd, share.baseline_usd);
        assert_eq!(share.obligation_places, share.baseline_places);
        let expected = if share.contributor.0 == "BANK" {
            BindingRule::Offer
        } else {
            BindingRule::Outside
        };
        assert_eq!(share.binding, expected);
    }
    close(money(&plan, "XAA"), 0.5 * 0.5 * 980e6, 1e-12);
    let unmet: f64 = plan.unmet_usd.iter().flatten().flatten().sum();
    close(unmet, 0.5 * 980e6, 1e-9);
}

#[test]
fn all_members_take_part_but_the_origin_and_those_without_figures() {
    let (mut situation, mut option, needs) = rich_case();
    let mut silent = fixture::country("XZZ", 1e6, 1e9);
    silent.indicators.clear();
    situation.countries.push(silent);
    situation.countries.push(fixture::country("XZA", 3e6, 40e9));
    option.participants = Participants::Group(ParticipantGroup::UnMembers);
    let plan = plan(&situation, &option, &needs, SolverChoice::Auto).expect("a plan");
    let has = |id: &str| plan.share_of(&ContributorId(id.to_owned())).is_some();
    assert!(has("XZA") && has("XHA") && !has("XOO") && !has("XZZ"));
    assert!(
        plan.certificate
            .notes
            .iter()
            .any(|note| note.contains("Country XZZ"))
    );
    close(
        plan.shares.iter().map(|share| share.key_share).sum(),
        1.0,
        1e-12,
    );
}

#[test]
fn a_list_leaves_the_others_outside_and_refuses_strangers() {
    let (situation, mut option, needs) = rich_case();
    let list = |ids: &[&str]| {
        Participants::List(
            ids.iter()
                .map(|id| ContributorId((*id).to_owned()))
                .collect(),
        )
    };
    option.participants = list(&["XAA", "XAB"]);
    let found = plan(&situation, &option, &needs, SolverChoice::Auto).expect("a plan");
    let row = found
        .share_of(&ContributorId("XAC".to_owned()))
        .expect("a row");
    assert_eq!((row.binding, row.key_share), (BindingRule::Outside, 0.0));
    assert_eq!(row.obligation_usd, row.baseline_usd);
    option.participants = list(&["XAA", "NOBODY"]);
    let message = plan(&situation, &option, &needs, SolverChoice::Auto)
        .expect_err("refused")
        .to_string();
    assert!(message.contains("`NOBODY`"), "{message}");
}

#[test]
fn bad_figures_are_refused_by_name() {
    let (situation, option, good) = rich_case();
    for wrong in [f64::NAN, f64::INFINITY, -1.0] {
        let mut needs = good.clone();
        needs.usd[1][2][0] = wrong;
        let message = plan(&situation, &option, &needs, SolverChoice::Auto)
            .expect_err("refused")
            .to_string();
        assert!(
            message.contains("life-saving need of Country XHB in 2028"),
            "{message}"
        );
    }
    let mut short = good.clone();
    short.usd.pop();
    assert!(matches!(
        plan(&situation, &option, &short, SolverChoice::Auto),
        Err(ApportionError::NeedsShape { .. })
    ));
    let mut key = option.clone();
    key.key.name = "gni".to_owned();
    let message = plan(&situation, &key, &good, SolverChoice::Auto)
        .expect_err("refused")
        .to_string();
    assert!(
        message.contains("Country XAA") && message.contains("gni_usd"),
        "{message}"
    );
    // No need at all is no error and asks nobody.
    let nothing = needs(2026, &[&[[0.0, 0.0]], &[[0.0, 0.0]]]);
    let mut bare = situation.clone();
    bare.pledges.clear();
    let mut free = option;
    free.resettlement_places_per_year = 0;
    for solver in [
        SolverChoice::Auto,
        SolverChoice::Microlp,
        SolverChoice::Clarabel,
    ] {
        let found = plan(&bare, &free, &nothing, solver).expect("a plan");
        assert!(
            found
                .shares
                .iter()
                .all(|share| share.obligation_usd == [0.0]),
            "{solver:?}"
        );
    }
}
