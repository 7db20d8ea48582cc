//! Changed copies of a request: one rule moved by some amount, everything else as it was.

use crate::apportion::places::{BoxedState, box_of};
use crate::apportion::{ApportionError, ApportionRequest, SolverChoice, apportion_unsplit};
use crate::id::{ContributorId, CountryCode};
use crate::model::{
    BindingRule, Contributor, ContributorKind, Indicator, KeySpec, NeedsMatrix, Participants, Plan,
    PledgeStatus, PolicyOption, ResettlementQuota, Situation,
};
use crate::units::Cents;

/// A rule that can be moved. Amounts are per year, in the unit that each states, and apply to
/// every year of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lever {
    /// The places that the plan seeks, persons a year.
    PlacesSought,
    /// The money that is needed, US$ a year, spread over hosts and tiers as the need is.
    Need,
    /// The largest responsibility ratio that the option may ask of anybody.
    RatioMaximum,
    /// The most places of one State, persons a year.
    PlacesCap(ContributorId),
    /// The standing quota of one State, persons a year.
    PlacesFloor(ContributorId),
    /// The most money of one State by its GDP and its budget, US$ a year. The common limit on
    /// responsibility ratios stays as it is.
    MoneyCap(ContributorId),
    /// The key share of one State, as a share of 1; the others change in proportion to theirs.
    KeyShare(ContributorId),
}

/// A request of its own, to be changed and solved.
#[derive(Clone, Debug)]
pub(super) struct Variation {
    pub(super) situation: Situation,
    pub(super) option: PolicyOption,
    pub(super) needs: NeedsMatrix,
    solver: SolverChoice,
}

impl Variation {
    pub(super) fn of(request: &ApportionRequest) -> Self {
        Self {
            situation: request.situation.clone(),
            option: request.option.clone(),
            needs: request.needs.clone(),
            solver: request.solver,
        }
    }

    pub(super) fn solve(&self) -> Result<Plan, ApportionError> {
        apportion_unsplit(&ApportionRequest {
            situation: &self.situation,
            option: &self.option,
            needs: &self.needs,
            solver: self.solver,
        })
    }

    /// Names everybody who takes part, but for `without`. Those whom the scenario does not list
    /// come in the order of its countries, as they do in a group, so that ties break alike.
    pub(super) fn name_participants(&mut self, plan: &Plan, without: Option<&ContributorId>) {
        let takes_part = |id: &ContributorId| {
            Some(id) != without
                && plan
                    .share_of(id)
                    .is_some_and(|share| share.binding != BindingRule::Outside)
        };
        let mut list: Vec<ContributorId> = self
            .situation
            .contributors
            .iter()
            .map(|contributor| contributor.id.clone())
            .filter(takes_part)
            .collect();
        for country in &self.situation.countries {
            let id = ContributorId(country.code.as_str().to_owned());
            if takes_part(&id) && !list.contains(&id) {
                list.push(id);
            }
        }
        self.option.participants = Participants::List(list);
    }

    /// Fixes the key at the shares of the plan, changed by `change`.
    fn fix_key(&mut self, plan: &Plan, change: impl Fn(&ContributorId, f64) -> f64) {
        let mut key = KeySpec {
            name: "fixed".to_owned(),
            ..KeySpec::default()
        };
        for share in &plan.shares {
            if share.binding != BindingRule::Outside {
                // Deductions are taken off again, so the share before them is what is fixed.
                let before = plan
                    .ledger
                    .iter()
                    .find(|row| row.contributor == share.contributor)
                    .map_or(share.key_share, |row| row.key_share);
                key.shares.insert(
                    share.contributor.as_str().to_owned(),
                    change(&share.contributor, before),
                );
            }
        }
        self.option.key = key;
        self.name_participants(plan, None);
    }

    /// The entry of a State among the contributors; one is made for a State that the scenario
    /// does not list, with the capacity that the plan takes for it.
    pub(super) fn contributor(
        &mut self,
        plan: &Plan,
        id: &ContributorId,
    ) -> Option<&mut Contributor> {
        let known = self
            .situation
            .contributors
            .iter()
            .position(|contributor| &contributor.id == id);
        let index = if let Some(index) = known {
            index
        } else {
            let share = plan.share_of(id)?;
            let code: CountryCode = id.as_str().parse().ok()?;
            let capacity = (0..plan.years.len())
                .map(|year| {
                    places_bounds(&self.situation, &self.option, &self.needs, plan, id, year).1
                })
                .max()
                .unwrap_or(0);
            self.situation.contributors.push(Contributor {
                id: id.clone(),
                name: share.name.clone(),
                kind: ContributorKind::State,
                country: Some(code),
                income_share: 0.0,
                budget_per_year: None,
                baseline_places_per_year: 0,
                places_capacity_per_year: capacity,
                place_cost_usd_per_person: 0.0,
                unearmarked_share: 1.0,
                host_earmarked_share: 0.0,
            });
            self.situation.contributors.len() - 1
        };
        self.situation.contributors.get_mut(index)
    }

    /// Sets a State's standing quotas, one figure for each year of the plan.
    pub(super) fn set_quotas(&mut self, plan: &Plan, id: &ContributorId, places: &[u32]) {
        self.situation
            .quotas
            .retain(|quota| &quota.contributor != id || !plan.years.contains(&quota.year));
        for (&year, &places) in plan.years.iter().zip(places) {
            self.situation.quotas.push(ResettlementQuota {
                contributor: id.clone(),
                year,
                places,
                host: None,
                status: PledgeStatus::Committed,
                binds: true,
            });
        }
    }

    /// Moves one rule; `None` where it cannot be moved that far.
    pub(super) fn moved(
        request: &ApportionRequest,
        plan: &Plan,
        lever: &Lever,
        amount: f64,
    ) -> Option<Self> {
        let mut varied = Self::of(request);
        match lever {
            Lever::PlacesSought => {
                let mut most = 0;
                for year in 0..plan.years.len() {
                    let moved = shifted(wanted(request.option, request.needs, year), amount)?;
                    most = most.max(moved);
                    for (host, places) in varied.needs.places.iter_mut().enumerate() {
                        places[year] = if host == 0 { moved } else { 0 };
                    }
                }
                varied.option.resettlement_places_per_year = most;
            }
            Lever::Need => {
                for year in 0..plan.years.len() {
                    let total = request.needs.total_usd(year);
                    if total <= 0.0 || total + amount < 0.0 {
                        return None;
                    }
                    let factor = (total + amount) / total;
                    for cell in varied.needs.usd.iter_mut().flat_map(|host| &mut host[year]) {
                        *cell *= factor;
                    }
                }
            }
            Lever::RatioMaximum => {
                let ratio = varied.option.responsibility_ratio_maximum? + amount;
                varied.option.responsibility_ratio_maximum = (ratio >= 0.0).then_some(ratio);
                varied.option.responsibility_ratio_maximum?;
            }
            Lever::PlacesCap(id) => {
                if is_host(request.situation, id) {
                    return None;
                }
                let contributor = varied.contributor(plan, id)?;
                contributor.places_capacity_per_year =
                    shifted(contributor.places_capacity_per_year, amount)?;
            }
            Lever::PlacesFloor(id) => {
                if is_host(request.situation, id) {
                    return None;
                }
                let floors = (0..plan.years.len())
                    .map(|year| {
                        let (floor, cap) = bounds(request, plan, id, year);
                        shifted(floor, amount).filter(|&moved| amount < 0.0 || moved <= cap)
                    })
                    .collect::<Option<Vec<u32>>>()?;
                varied.set_quotas(plan, id, &floors);
            }
            Lever::MoneyCap(id) => varied.move_money_cap(plan, id, amount)?,
            Lever::KeyShare(id) => {
                let own = plan.share_of(id)?.key_share;
                let moved = own + amount;
                if !(0.0..1.0).contains(&moved) || own >= 1.0 {
                    return None;
                }
                let factor = (1.0 - moved) / (1.0 - own);
                varied.fix_key(
                    plan,
                    |other, share| {
                        if other == id { moved } else { share * factor }
                    },
                );
            }
        }
        Some(varied)
    }

    /// Moves the cap by GDP, with the key held where it is, and the budget where one is stated.
    fn move_money_cap(&mut self, plan: &Plan, id: &ContributorId, amount: f64) -> Option<()> {
        let mut has_cap = false;
        if let Some(share) = self.option.cap_share_of_gdp_per_year.filter(|&it| it > 0.0) {
            let code = country_of(&self.situation, id)?;
            self.fix_key(plan, |_, share| share);
            let figure = self
                .situation
                .countries
                .iter_mut()
                .find(|country| country.code == code)
                .and_then(|country| country.indicators.get_mut(&Indicator::GdpUsd));
            if let Some(figure) = figure {
                figure.value += amount / share;
                if figure.value < 0.0 {
                    return None;
                }
                has_cap = true;
            }
        }
        let budget = self
            .situation
            .contributors
            .iter_mut()
            .find(|contributor| &contributor.id == id)
            .and_then(|contributor| contributor.budget_per_year.as_mut());
        if let Some(budget) = budget {
            let moved = budget.as_usd() + amount;
            if moved < 0.0 {
                return None;
            }
            *budget = Cents::from_usd(moved);
            has_cap = true;
        }
        has_cap.then_some(())
    }
}

/// A count moved by a whole amount; `None` below zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie within the range"
)]
fn shifted(count: u32, amount: f64) -> Option<u32> {
    let moved = (f64::from(count) + amount).round();
    (0.0..=f64::from(u32::MAX))
        .contains(&moved)
        .then_some(moved as u32)
}

/// The places that a plan seeks in a year.
pub(super) fn wanted(option: &PolicyOption, needs: &NeedsMatrix, year: usize) -> u32 {
    option
        .resettlement_places_per_year
        .min(needs.total_places(year))
}

/// Floor and cap on a State's places in a year, as the apportionment takes them.
pub(super) fn bounds(
    request: &ApportionRequest,
    plan: &Plan,
    id: &ContributorId,
    year: usize,
) -> (u32, u32) {
    places_bounds(
        request.situation,
        request.option,
        request.needs,
        plan,
        id,
        year,
    )
}

fn places_bounds(
    situation: &Situation,
    option: &PolicyOption,
    needs: &NeedsMatrix,
    plan: &Plan,
    id: &ContributorId,
    year: usize,
) -> (u32, u32) {
    let listed = situation
        .contributors
        .iter()
        .find(|contributor| &contributor.id == id);
    let state = BoxedState {
        id,
        is_host: is_host(situation, id),
        capacity: listed.map(|listed| listed.places_capacity_per_year),
        key_share: plan.share_of(id).map_or(0.0, |share| share.key_share),
    };
    let Some(&calendar_year) = plan.years.get(year) else {
        return (0, 0);
    };
    let sought = u64::from(wanted(option, needs, year));
    let (floor, cap) = box_of(situation, option, &state, calendar_year, sought);
    let count = |places: u64| u32::try_from(places).unwrap_or(u32::MAX);
    (count(floor), count(cap))
}

/// The country of a State.
pub(super) fn country_of(situation: &Situation, id: &ContributorId) -> Option<CountryCode> {
    situation
        .contributors
        .iter()
        .find(|contributor| &contributor.id == id)
        .map_or_else(
            || id.as_str().parse().ok(),
            |contributor| contributor.country,
        )
}

/// Whether a State hosts people of the situation.
pub(super) fn is_host(situation: &Situation, id: &ContributorId) -> bool {
    country_of(situation, id)
        .is_some_and(|code| situation.hosts.iter().any(|host| host.country.code == code))
}
