//! A situation in which everything happens at once, for tests of relations between runs.

use fairshare::id::ContributorId;
use fairshare::model::parameters::{
    Pathway, PathwayOffer, PathwayParameters, PerPathway, PerRegime, Regime, SharePerPathway,
    Switch,
};
use fairshare::model::{OnwardMovement, Situation};

use super::{contributor, host, let_flee, option, people, quiet, same};

/// A lively situation: three hosts, war, pulses, onward movement, resettlement, two options.
pub fn lively() -> Situation {
    let mut situation = quiet(0, 48);
    situation.hosts = vec![host("XAB", 60_000), host("XAC", 20_000), host("XAD", 0)];
    let shares = [0.5, 0.3, 0.2];
    for (host, share) in situation.hosts.iter_mut().zip(shares) {
        host.arrival_share = share;
        host.crude_death_rate_per_1000_per_year = 9.0;
        host.registration_capacity_persons_per_month = 2_000.0;
        host.status_determination_posts = 2.0;
    }
    situation.hosts[0].onward_movements = vec![OnwardMovement {
        to: 1,
        hazard_per_year: same(0.05),
    }];
    situation.hosts[0].adverse_return_per_year = same(0.01);
    situation.hosts[1].stock.asylum_seekers = people(4_000);
    situation.parameters.regime.initial = Regime::War;
    situation.parameters.regime.war_to_stalemate_per_month = 0.05;
    situation.parameters.regime.stalemate_to_peace_per_month = 0.02;
    situation.parameters.regime.peace_to_war_per_month = 0.02;
    let base = PerRegime {
        war: 900.0,
        stalemate: 200.0,
        peace: 20.0,
    };
    let_flee(&mut situation, 2_000_000, base);
    situation.parameters.arrivals.host_weight_concentration = 20.0;
    situation
        .parameters
        .demography
        .crude_birth_rate_per_1000_per_year = 30.0;
    situation.parameters.voluntary_return.hazard_per_year = PerRegime {
        war: 0.0,
        stalemate: 0.03,
        peace: 0.3,
    };
    situation
        .parameters
        .voluntary_return
        .duration_decline_per_year = 0.03;
    situation
        .parameters
        .local_integration
        .naturalisation_hazard_per_year = 0.01;
    let resettlement = &mut situation.parameters.resettlement;
    resettlement.need_share_of_stock = 0.08;
    resettlement.submissions_per_1000_refugees_per_month = 3.0;
    resettlement.acceptance_share = 0.92;
    resettlement.case_size_shares = [0.3, 0.15, 0.15, 0.1, 0.1, 0.1, 0.05, 0.05];
    let finance = &mut situation.parameters.finance;
    finance.pledge_log_sd = 0.3;
    finance.no_pledge_probability = 0.1;
    finance.fulfilment_mean_share = 0.85;
    finance.fulfilment_common_mean_share = 0.9;
    finance.spending_horizon_months = 3.0;
    finance.opening_balance_months = 2.0;
    situation.contributors = vec![contributor("XAX", 0.6), contributor("XAY", 0.4)];
    for contributor in &mut situation.contributors {
        contributor.baseline_places_per_year = 300;
        contributor.unearmarked_share = 0.5;
        contributor.host_earmarked_share = 0.3;
    }
    situation.parameters.protracted.pathways = pathways();
    let mut with_plan = option("plan");
    with_plan.has_plan = true;
    with_plan.plan_month = 3;
    with_plan.review_interval_months = Some(12);
    with_plan.multi_year_share = 0.5;
    with_plan.multi_year_years = 3;
    with_plan.group_resettlement_share = 0.5;
    with_plan.hosting_value_usd_per_person_year = 450.0;
    with_plan.place_value_usd_per_person = 20_000.0;
    situation.options.push(with_plan);
    situation
}

/// Complementary pathways, short enough to be walked, with places of both contributors.
pub fn pathways() -> PathwayParameters {
    let offer = |contributor: &str, pathway, places_per_year| PathwayOffer {
        contributor: ContributorId(contributor.to_owned()),
        pathway,
        places_per_year,
        option: None,
    };
    let share = |share| SharePerPathway {
        labour_mobility: share,
        education: share,
        family_reunification: share,
        humanitarian_visa: share,
        private_sponsorship: share,
    };
    let each = |value| PerPathway {
        labour_mobility: value,
        education: value,
        family_reunification: value,
        humanitarian_visa: value,
        private_sponsorship: value,
    };
    PathwayParameters {
        applies: Switch::Always,
        eligible_share: share(0.1),
        applications_per_eligible_year: 0.5,
        unsupported_share: 0.4,
        granted_share: share(0.8),
        processing_mean_months: each(5.0),
        support_usd_per_applicant: each(700.0),
        offer: vec![
            offer("XAX", Pathway::FamilyReunification, 400),
            offer("XAX", Pathway::LabourMobility, 90),
            offer("XAY", Pathway::LabourMobility, 60),
            offer("XAY", Pathway::Education, 50),
            offer("XAY", Pathway::HumanitarianVisa, 120),
            offer("XAX", Pathway::PrivateSponsorship, 100_000),
        ],
    }
}
