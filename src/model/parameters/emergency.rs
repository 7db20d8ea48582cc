//! Arrangements of the emergency response: each is a block with a switch of its own, and all are
//! off unless a scenario switches them on.
//!
//! The equations stand with the code, in `simulate/emergency`; nearly every value is judgement and
//! is labelled so in the defaults.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{TransferParameters, UnaccompaniedChildrenParameters};

/// When an arrangement is in force.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Switch {
    /// Not modelled at all: results are those of a scenario without the block.
    #[default]
    Off,
    /// In force in options with a plan, from the month of the plan on. In options without a plan
    /// the problem is there and the arrangement is not. Preparedness and the standing fund, which have to
    /// be there before, are in force from the first month.
    WithPlan,
    /// In force in all options from the first month.
    Always,
}

impl Switch {
    /// Whether the subject is modelled.
    #[must_use]
    pub fn is_on(self) -> bool {
        self != Self::Off
    }

    /// Whether the arrangement is in force, given whether a plan is.
    #[must_use]
    pub fn in_force(self, plan_in_force: bool) -> bool {
        match self {
            Self::Off => false,
            Self::WithPlan => plan_in_force,
            Self::Always => true,
        }
    }
}

/// Armed elements among arrivals: detection, disarmament, separation, internment, and the individual
/// procedures for those who have renounced military activities.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArmedElementParameters {
    /// Whether armed elements are among arrivals, and in which options they are separated.
    pub applies: Switch,
    /// Share of arriving men aged 18 to 59 who are armed elements.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share_of_arriving_men: f64,
    /// Probability of being identified on arrival without screening.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub detection_minimum_share: f64,
    /// The same with screening in force and security fully funded.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub detection_maximum_share: f64,
    /// Hazard with which those who hide among civilians are identified later, with screening in
    /// force and security fully funded.
    #[schemars(range(min = 0.0))]
    pub later_detection_hazard_per_year: f64,
    /// Places of internment that a host can open in a month.
    #[schemars(range(min = 0.0))]
    pub internment_places_per_month: f64,
    /// Places of internment that a host can have.
    #[schemars(range(min = 0.0))]
    pub internment_places_maximum: f64,
    /// Screening, US$ per arrival.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub screening_usd_per_arrival: f64,
    /// Disarmament and transport, US$ per person separated.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub disarmament_usd_per_person: f64,
    /// Internment, US$ per person and month.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub internment_usd_per_person_month: f64,
    /// Hazard with which the interned renounce military activities for good.
    #[schemars(range(min = 0.0))]
    pub renunciation_hazard_per_year: f64,
    /// Individual procedures that a host with protection fully funded decides in a month.
    #[schemars(range(min = 0.0))]
    pub determination_cases_per_month: f64,
    /// Such a procedure, US$ per case decided.
    #[schemars(range(min = 0.0, max = 1e6))]
    pub determination_usd_per_case: f64,
    /// Share of these cases that is excluded from refugee status.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub exclusion_share: f64,
    /// Hazard with which armed elements are released or leave once there is peace.
    #[schemars(range(min = 0.0))]
    pub release_hazard_per_year_in_peace: f64,
}

/// Security incidents among refugees; counted where armed elements or standby units are modelled.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityParameters {
    /// Incidents per 100,000 people and month without armed elements.
    #[schemars(range(min = 0.0, max = 1e5))]
    pub incidents_per_100000_per_month: f64,
    /// Incidents per 100 armed elements who are not separated and month.
    #[schemars(range(min = 0.0, max = 1e4))]
    pub incidents_per_100_armed_per_month: f64,
    /// Share of incidents that fully funded security programmes prevent; as much less as their funding of
    /// the month before reaches.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub prevented_share_with_full_funding: f64,
    /// Share of the incidents of armed elements that are attempts at recruitment.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub recruitment_share_of_armed_incidents: f64,
    /// Risk of a girl of 12 to 17 years to be the one whom such an attempt is at, relative to that of a boy.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub recruitment_risk_of_girls_ratio: f64,
    /// Share of assistance that is not delivered for each incident per 100,000 people in a month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub delivery_loss_share_per_incident: f64,
    /// The most that is not delivered for this reason.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub delivery_loss_maximum_share: f64,
}

/// Standby units of security experts, deployed at the request of a host.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityStandbyParameters {
    /// Whether there are standby units, and in which options.
    pub applies: Switch,
    /// Incidents per 100,000 people and month, mean of three months, from which a host may ask.
    #[schemars(range(min = 0.0))]
    pub request_incidents_per_100000_per_month: f64,
    /// Probability that it asks in such a month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub request_probability_per_month: f64,
    /// Months from the request to the deployment.
    pub response_lag_months: u32,
    /// Months of a deployment; a host may ask again.
    #[schemars(range(min = 1))]
    pub deployment_months: u32,
    /// Units there are, for all hosts together.
    pub units_maximum: u32,
    /// People whose camps one unit serves.
    #[schemars(range(min = 1.0))]
    pub persons_per_unit: f64,
    /// Share of incidents that do not happen where units serve everybody.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub incident_reduction_share: f64,
    /// One unit, US$ per month.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub unit_usd_per_month: f64,
}

/// Surge staff: experts on a roster who are deployed in emergencies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurgeStaffParameters {
    /// Whether there is a roster, and in which options.
    pub applies: Switch,
    /// Months from the beginning of an emergency to the deployment.
    pub deployment_lag_months: u32,
    /// Experts on the roster, for all hosts together.
    pub staff_maximum: u32,
    /// People whom one expert serves.
    #[schemars(range(min = 1.0))]
    pub persons_per_staff: f64,
    /// Persons whom one expert registers in a month with protection fully funded.
    #[schemars(range(min = 0.0))]
    pub registrations_per_staff_month: f64,
    /// Share of what keeps assistance from people that experts prevent where they serve everybody.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub loss_prevented_share: f64,
    /// One expert, US$ per month, a cost of logistics and coordination.
    #[schemars(range(min = 0.0, max = 1e9))]
    pub usd_per_staff_month: f64,
}

/// A standing fund from which money is released at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingFundParameters {
    /// Whether time to the first money is counted, and in which options there is a fund.
    pub applies: Switch,
    /// Balance at the start, US$.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub opening_balance_usd: f64,
    /// Balance above which nothing is added, US$.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub target_balance_usd: f64,
    /// What contributors add while it is below its target, US$ per year.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub replenishment_usd_per_year: f64,
    /// Months after the start of an emergency in which a host may draw.
    pub window_months: u32,
    /// Share of the month's uncovered life-saving needs of those hosts that is drawn.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub draw_share_of_shortfall: f64,
    /// The most that is drawn in a month, US$.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub draw_maximum_usd_per_month: f64,
}

/// Coordination in the countries that receive people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoordinationParameters {
    /// Whether losses for want of coordination are modelled, and where there is a mechanism.
    pub applies: Switch,
    /// Share of the value of assistance that is delivered without coordination, κ₀.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub uncoordinated_delivery_share: f64,
    /// Speed with which a funded mechanism closes the gap to full delivery, per month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub speed_per_month: f64,
    /// Cost of the mechanism as a share of all other needs of the host.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub cost_share_of_needs: f64,
}

/// International consultations, from which the plan's month follows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsultationParameters {
    /// Whether the plan's month follows from consultations; otherwise it is the option's. What the
    /// plan asks for stays what is asked of each year from the option's month on.
    pub applies: Switch,
    /// Mean months from the start of a mass influx to the request of a host.
    #[schemars(range(min = 0.0, max = 1200.0))]
    pub request_mean_months: f64,
    /// Mean months until consultations are convened ex officio.
    #[schemars(range(min = 0.0, max = 1200.0))]
    pub ex_officio_mean_months: f64,
    /// Mean months from the first consultation to the plan, when contributors pledge.
    #[schemars(range(min = 0.0, max = 1200.0))]
    pub negotiation_mean_months: f64,
    /// Cost of the consultations, US$, once.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub cost_usd: f64,
}

/// Quality of a warning: the share of `warning_months` that it gives, drawn for each emergency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarningQuality {
    /// Mean of that share.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub mean_share: f64,
    /// How alike warnings are: concentration of the Beta distribution.
    #[schemars(range(min = 0.001))]
    pub concentration: f64,
}

/// Preparedness of hosts and early warning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreparednessParameters {
    /// Whether preparedness is modelled, and in which options it is kept up.
    pub applies: Switch,
    /// Preparedness at the start, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub initial_share: f64,
    /// Preparedness that is aimed at, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub target_share: f64,
    /// Speed of approach to that aim while preparedness is kept up, per month.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub speed_per_month: f64,
    /// Share of preparedness that is lost in a month without upkeep.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub decay_per_month: f64,
    /// Upkeep of full preparedness, US$ per host and year.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub upkeep_usd_per_host_per_year: f64,
    /// What full preparedness adds to the registration capacity in an emergency, as a ratio to it.
    #[schemars(range(min = 0.0))]
    pub registration_surge_ratio: f64,
    /// Contingency stock of a fully prepared host, US$.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub contingency_stock_usd_per_host: f64,
    /// Months from the start of an emergency until the stock reaches people; those of a host that is not
    /// prepared at all where `prepared_lead_time_days` is stated.
    pub lead_time_months: u32,
    /// The same for a host that is fully prepared, days: what lies between falls in proportion to
    /// preparedness. When left out the lead time does not depend on it.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 3660.0))]
    pub prepared_lead_time_days: Option<f64>,
    /// Probability that an outbreak is seen coming.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub warning_probability: f64,
    /// Months by which a warning shortens the lead time.
    pub warning_months: u32,
    /// How good warnings are; when left out each gives all of those months.
    #[serde(default)]
    pub warning_quality: Option<WarningQuality>,
    /// Months after which a stock that was used is filled again.
    pub restock_months: u32,
}

impl PreparednessParameters {
    /// Whether the lead time is more than a stated number of months, so that it is worth showing.
    #[must_use]
    pub fn times_delivery(&self) -> bool {
        self.applies.is_on()
            && (self.prepared_lead_time_days.is_some() || self.warning_quality.is_some())
    }
}

/// The four marks of a mass influx, and what follows from them where a scenario says so; never a
/// condition of admission.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InfluxMarksParameters {
    /// Whether marks are counted; where they are, in every option alike.
    pub applies: Switch,
    /// Numbers: persons who arrived in three months.
    #[schemars(range(min = 1.0, max = 1e9))]
    pub numbers_minimum_persons: f64,
    /// Pace: arrivals of the month over the median of two years before.
    #[schemars(range(min = 0.01, max = 1e6))]
    pub pace_minimum_ratio: f64,
    /// Capacity: people who wait or arrive over those who can be registered in a month.
    #[schemars(range(min = 0.01, max = 1e6))]
    pub capacity_minimum_ratio: f64,
    /// Procedures: arrivals over the claims that individual procedures decide in a month.
    #[schemars(range(min = 0.01, max = 1e6))]
    pub procedures_minimum_ratio: f64,
    /// How many marks make a month one of mass influx.
    #[schemars(range(min = 1, max = 4))]
    pub marks_minimum: u32,
    /// Whether enough marks open the emergency of a host, in place of the criterion of numbers and pace
    /// in the block of costs.
    pub opens_emergency: bool,
    /// Whether hosts that determine status case by case recognise people by group while their procedures
    /// cannot cope.
    pub group_recognition: bool,
    /// How many marks, that of procedures among them, it takes for that.
    #[schemars(range(min = 1, max = 4))]
    pub group_recognition_marks_minimum: u32,
    /// Months for which recognition by group goes on from the last month in which they held, that month
    /// included.
    #[schemars(range(min = 1, max = 1200))]
    pub group_recognition_months: u32,
}

/// All arrangements together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyParameters {
    /// Civilian and humanitarian character of asylum.
    pub armed_elements: ArmedElementParameters,
    /// Security incidents.
    pub security: SecurityParameters,
    /// Standby for urgent security needs.
    pub security_standby: SecurityStandbyParameters,
    /// Surge staff.
    pub surge_staff: SurgeStaffParameters,
    /// Standing fund.
    pub standing_fund: StandingFundParameters,
    /// Coordination in the receiving countries.
    pub coordination: CoordinationParameters,
    /// International consultations.
    pub consultation: ConsultationParameters,
    /// Preparedness and early warning.
    pub preparedness: PreparednessParameters,
    /// Unaccompanied and separated children.
    pub unaccompanied_children: UnaccompaniedChildrenParameters,
    /// Humanitarian transfer and evacuation.
    pub transfer: TransferParameters,
    /// Marks of a mass influx.
    pub influx_marks: InfluxMarksParameters,
}

impl EmergencyParameters {
    /// Whether any arrangement is modelled.
    #[must_use]
    pub fn is_on(&self) -> bool {
        [
            self.armed_elements.applies,
            self.security_standby.applies,
            self.surge_staff.applies,
            self.standing_fund.applies,
            self.coordination.applies,
            self.consultation.applies,
            self.preparedness.applies,
            self.unaccompanied_children.applies,
            self.transfer.applies,
            self.influx_marks.applies,
        ]
        .into_iter()
        .any(Switch::is_on)
    }

    /// Whether security incidents are counted.
    #[must_use]
    pub fn counts_incidents(&self) -> bool {
        self.armed_elements.applies.is_on() || self.security_standby.applies.is_on()
    }

    /// Whether hosts may recognise people by group when procedures cannot cope.
    #[must_use]
    pub fn recognises_by_group(&self) -> bool {
        self.influx_marks.applies.is_on() && self.influx_marks.group_recognition
    }

    /// Whether the share of assistance that is delivered can differ from 1.
    #[must_use]
    pub fn affects_delivery(&self) -> bool {
        self.counts_incidents()
            || self.coordination.applies.is_on()
            || self.surge_staff.applies.is_on()
    }
}
