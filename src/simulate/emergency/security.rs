//! Security incidents among refugees and standby units: (j)6, (j)8, (d).
//!
//! Incidents of a month in a host are Poisson with mean `base·stock/100,000·(1 − e)(1 − p·r)` and, for
//! those of armed elements who are not separated, `per hundred·hidden/100·(1 − e)(1 − p·r)`, where `e` is
//! the reduction by standby units times the share of people whom they serve, and `p` what fully funded
//! security programmes prevent, of which the month before's funding reaches `r`. A share of the latter are
//! attempts at recruitment, at girls and boys of 12 to 17 years in proportion to `g·girls : boys`. Each
//! incident per 100,000 people lets a share of the month's assistance
//! not arrive, up to a maximum: people then have less of what was paid for. Forms and values are
//! judgement.
//!
//! A host with more incidents than a threshold (mean of three months) may ask for standby units; it
//! is its request that counts, drawn month by month. They come after a lag, stay for a while, and
//! are as many as its people need and the pool has left, hosts of a month in the order of their codes. They cost security money.
//!
//! Direction and time: units lower incidents from the month of their deployment, a lag after the
//! request.

use crate::model::{AGE_BANDS, AgeBand, SEXES, Sector, Sex};
use crate::random::{Purpose, Streams, binomial, poisson};
use crate::simulate::record::Year;
use crate::simulate::registration::whole;
use crate::simulate::setup::{OptionSetup, Setup};
use crate::simulate::state::{HostState, State};

/// Security in one host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Security {
    /// Incidents per 100,000 people of the last three months, newest first.
    rates: [f64; 3],
    /// Month in which the units that were asked for come.
    coming: Option<u32>,
    /// Units deployed, and the month in which they leave.
    units: u64,
    until: u32,
    /// Share of assistance that incidents of the month keep from people.
    pub(crate) delivery_loss: f64,
}

/// Incidents, requests and deployments of a month.
pub(super) fn month(
    setup: &Setup<'_>,
    option: &OptionSetup<'_>,
    streams: &Streams,
    state: &mut State,
    year: &mut Year,
) {
    let parameters = &setup.situation.parameters.emergency.security;
    let standby = &setup.situation.parameters.emergency.security_standby;
    let available = super::in_force(standby.applies, option, state);
    let month = state.month;
    let reach: Vec<f64> = (0..setup.hosts.len())
        .map(|host| state.reach(host, Sector::Security))
        .collect();
    let adolescents: Vec<[u64; 2]> = state
        .hosts
        .iter()
        .map(|host| adolescents(setup, host))
        .collect();
    let deployed: u64 = state
        .emergency
        .hosts
        .iter()
        .filter(|host| host.security.until > month)
        .map(|host| host.security.units)
        .sum();
    let mut free = u64::from(standby.units_maximum).saturating_sub(deployed);
    // Who comes first where there is not enough for all.
    for &host in &setup.by_code {
        let key = setup.hosts[host].key;
        let stock = state.hosts[host].protected_stock() as f64;
        let emergency = &mut state.emergency.hosts[host];
        let security = &mut emergency.security;
        if security.until <= month {
            security.units = 0;
        }
        if security.coming.is_some_and(|coming| coming <= month) {
            let wanted = whole((stock / standby.persons_per_unit.max(1.0)).ceil());
            security.units = wanted.min(free);
            free -= security.units;
            security.until = month.saturating_add(standby.deployment_months);
            security.coming = None;
        }
        let served = if stock > 0.0 {
            (security.units as f64 * standby.persons_per_unit / stock).min(1.0)
        } else {
            0.0
        };
        let prevented = parameters.prevented_share_with_full_funding * reach[host];
        let remaining = (1.0 - standby.incident_reduction_share * served) * (1.0 - prevented);
        let mut stream = streams.stream(Purpose::Incidents, key, month);
        let other = poisson(
            &mut stream,
            parameters.incidents_per_100000_per_month * stock / 1e5 * remaining,
        );
        let mut stream = streams.stream(Purpose::Incidents, key | 1 << 32, month);
        let armed = poisson(
            &mut stream,
            parameters.incidents_per_100_armed_per_month * emergency.armed.hidden as f64 / 100.0
                * remaining,
        );
        let recruitment = binomial(
            &mut stream,
            armed,
            parameters.recruitment_share_of_armed_incidents,
        );
        let weights = [parameters.recruitment_risk_of_girls_ratio, 1.0];
        let [girls, boys] = [0, 1].map(|sex| weights[sex] * adolescents[host][sex] as f64);
        // Where there is nobody of that age, attempts are at young men.
        let share_of_girls = if girls > 0.0 {
            girls / (girls + boys)
        } else {
            0.0
        };
        let of_girls = binomial(&mut stream, recruitment, share_of_girls);
        let rate = if stock > 0.0 {
            (other + armed) as f64 * 1e5 / stock
        } else {
            0.0
        };
        security.rates = [rate, security.rates[0], security.rates[1]];
        security.delivery_loss = (parameters.delivery_loss_share_per_incident * rate)
            .min(parameters.delivery_loss_maximum_share);
        let account = &mut year.emergency.hosts[host];
        account.incidents += other + armed;
        account.recruitment[Sex::Female as usize] += of_girls;
        account.recruitment[Sex::Male as usize] += recruitment - of_girls;
        account.unit_months += security.units;
        emergency.costs_usd[Sector::Security.index()] +=
            security.units as f64 * standby.unit_usd_per_month;
        let mean = security.rates.iter().sum::<f64>() / 3.0;
        let may_ask = available
            && security.units == 0
            && security.coming.is_none()
            && stock > 0.0
            && mean >= standby.request_incidents_per_100000_per_month;
        if may_ask {
            let mut stream = streams.stream(Purpose::StandbyRequest, key, month);
            if stream.uniform() < standby.request_probability_per_month {
                // Units do not act in the month of the request.
                security.coming = Some((month + 1).saturating_add(standby.response_lag_months));
            }
        }
    }
}

/// People of 12 to 17 years in need of protection, by sex.
fn adolescents(setup: &Setup<'_>, host: &HostState) -> [u64; 2] {
    let cells = host.protected_cells(&setup.grouping);
    SEXES.map(|sex| {
        let cell = sex as usize * AGE_BANDS.len() + AgeBand::From12To17.index();
        cells[0][cell] + cells[1][cell]
    })
}

#[cfg(test)]
mod tests;
