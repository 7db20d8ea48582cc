//! One vocabulary of indicators: name, unit, definition, paragraph.
//!
//! An ensemble fills cells of indicators; tables and charts look them up by name. Nobody else
//! invents names.

mod comparison;

pub use comparison::ComparisonRow;

use crate::id::CountryCode;
use crate::model::{AgeBand, LiveStatus, Sector, Sex};

/// What an indicator is broken down by, beside host and period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breakdown {
    /// Not broken down.
    None,
    /// By sector of assistance.
    Sector(Sector),
    /// By sex.
    Sex(Sex),
    /// By sex and age band.
    SexAge(Sex, AgeBand),
    /// By status.
    Status(LiveStatus),
    /// By contributor: the index of its row in the option's plan ([`crate::model::Plan::shares`]).
    Contributor(usize),
    /// By calendar years since arrival, or since birth in exile.
    Exile(YearsInExile),
}

/// Calendar years since arrival, as far as they are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearsInExile(u8);

impl YearsInExile {
    /// From so many years on they are not told apart.
    pub const MOST: u8 = 6;

    /// All classes: this year's arrivals first, long exile last.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=Self::MOST).map(Self)
    }

    /// The years; of the last class, the fewest.
    #[must_use]
    pub fn years(self) -> u8 {
        self.0
    }

    /// The name in tables: `0` to `5`, and `6+`.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["0", "1", "2", "3", "4", "5", "6+"][usize::from(self.0)]
    }
}

/// When an indicator's value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// Over a calendar year, or at its end for a stock.
    Year(i32),
    /// At the end of month `n` of the simulation, counted from 0.
    Month(u32),
    /// Over the whole simulation.
    Whole,
}

/// A definition in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Name in tables: lower case, ends in its unit.
    pub name: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// Unit, as in `persons` or `US$ 2025`.
    pub unit: &'static str,
    /// Definition.
    pub definition: &'static str,
    /// Paragraph of Conclusion No. 100 that asks for it.
    pub paragraph: &'static str,
    /// HXL hashtag.
    pub hxl: &'static str,
}

/// The summary of one cell of an indicator over all replicates of an option.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryRow {
    /// Index of the option in the situation.
    pub option: usize,
    /// The indicator's name.
    pub indicator: &'static str,
    /// Host, or none for all hosts together.
    pub host: Option<CountryCode>,
    /// What else it is broken down by.
    pub breakdown: Breakdown,
    /// When it holds.
    pub period: Period,
    /// Mean over replicates.
    pub mean: f64,
    /// Monte Carlo standard error of the mean.
    pub standard_error: f64,
    /// Quantiles at 5, 25, 50, 75 and 95 %; not a number where only moments are kept.
    pub quantiles: [f64; 5],
    /// Replicates behind it.
    pub replicates: u64,
}

/// The quantile levels of a [`SummaryRow`].
pub const QUANTILE_LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// All cells of all options, sorted by option, indicator, host, breakdown and period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SummaryTable {
    /// The rows.
    pub rows: Vec<SummaryRow>,
}

impl SummaryTable {
    /// The rows of one option, indicator and host, in the order of breakdown and period.
    pub fn select<'a>(
        &'a self,
        option: usize,
        indicator: &'a str,
        host: Option<CountryCode>,
    ) -> impl Iterator<Item = &'a SummaryRow> + 'a {
        self.rows.iter().filter(move |row| {
            row.option == option && row.indicator == indicator && row.host == host
        })
    }

    /// One cell.
    #[must_use]
    pub fn cell(
        &self,
        option: usize,
        indicator: &str,
        host: Option<CountryCode>,
        breakdown: Breakdown,
        period: Period,
    ) -> Option<&SummaryRow> {
        self.rows.iter().find(|row| {
            row.option == option
                && row.indicator == indicator
                && row.host == host
                && row.breakdown == breakdown
                && row.period == period
        })
    }
}

/// The definition of an indicator by name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Indicator> {
    INDICATORS.iter().find(|indicator| indicator.name == name)
}

macro_rules! indicators {
    ($($name:literal, $label:literal, $unit:literal, $paragraph:literal, $hxl:literal, $definition:literal;)*) => {
        /// The vocabulary.
        pub const INDICATORS: &[Indicator] = &[
            $(Indicator {
                name: $name, label: $label, unit: $unit, definition: $definition,
                paragraph: $paragraph, hxl: $hxl,
            }),*
        ];
    };
}

indicators! {
    // Money: by year; by host, and by sector where said.
    "requirement_usd", "Requirement", "US$", "(j)", "#value+required+usd", "Cost of all needs of the year, whatever money there is; by host, by sector.";
    "announced_usd", "Announced", "US$", "(l)3", "#value+announced+usd", "Pledges announced for the year, all contributors; by contributor.";
    "committed_usd", "Committed", "US$", "(l)3", "#value+committed+usd", "Pledges turned into commitments for the year; by contributor.";
    "disbursed_usd", "Received", "US$", "(j)4", "#value+disbursed+usd", "Money paid in the year; by contributor.";
    "spent_usd", "Spent", "US$", "(j)4", "#value+spent+usd", "Money spent on needs in the year; by host, by sector.";
    "gap_usd", "Funding gap", "US$", "(j)1", "#value+gap+usd", "Need less spending by host, sector and month, never netted, summed over the year; by host, by sector.";
    "coverage_share", "Coverage", "share", "(i)", "#indicator+coverage", "Spending over requirement of the year; by host, by sector.";
    "requirement_month_usd", "Requirement in the month", "US$", "(j)", "#value+required+usd", "Cost of all needs of the month, all hosts.";
    "disbursed_month_usd", "Received in the month", "US$", "(j)4", "#value+disbursed+usd", "Money paid in the month.";
    "income_variation_ratio", "Variation of income", "ratio", "P11", "#indicator+cv", "Standard deviation over mean of monthly payments of the year: smaller is more predictable.";
    "income_forecast_error_ratio", "Error of the income forecast", "ratio", "P11", "#indicator+error", "How far the money paid in the year is from what was to be expected at its conference, either way, relative to the greater of the two: what of commitments is paid by its end, and what contributors announce and keep in the mean. Between 0 and 1.";
    "pledged_year_ahead_share", "Pledged a year ahead", "share", "P11", "#indicator+yearahead", "Share of what contributors committed for the year that was pledged twelve months or more before its payment was to begin; 0 where nothing is committed.";
    "pledged_ahead_share", "Pledged ahead", "share", "(l)3", "#indicator+ahead", "Share of the next 24 months' requirement already committed at the end of the year.";
    "opening_money_usd", "Money in hand", "US$", "(j)4", "#value+balance+usd", "Money paid and not yet spent as the year opens; in the first year what a scenario opens with.";
    // People: end of year or month.
    "stock_persons", "People in need of protection", "persons", "(a)", "#affected+refugees", "People in need of international protection in the hosts at the end of the year; by host, by sex and age, by status.";
    "stock_month_persons", "People in need of protection", "persons", "(a)", "#affected+refugees", "The same at the end of each month, all hosts.";
    "arrivals_persons", "Arrivals", "persons", "(a)", "#affected+arrivals", "People who crossed the border in the year, all of whom were admitted; by host.";
    "births_persons", "Births", "persons", "(d)", "#affected+births", "Children born in the year; by host, by sex.";
    "deaths_persons", "Deaths", "persons", "(i)", "#affected+deaths", "Deaths in the year; by host, by sex and age, by years in exile.";
    "at_risk_person_months", "Time in exile", "person-months", "(k)", "#affected+displaced", "Months of the year that people who came, or were born in exile, and are still there had before them at their opening, those whose claim was rejected among them; by host, by sex and age, by calendar years since arrival. What times to a solution are reckoned from.";
    "unregistered_person_months", "Waiting for registration", "person-months", "(j)5", "#affected+unregistered", "Months that people spent without registration in the year; by host, by sex and age.";
    "registrations_persons", "Registered", "persons", "(j)5", "#affected+registered", "People registered in the year; by host.";
    "registration_wait_months", "Wait for registration", "months", "(j)5", "#indicator+wait", "Mean wait for registration by Little's law: person-months without registration over people registered in the year, 0 where nobody waits, the year's months where nobody is registered; by host, and all hosts together.";
    "determination_person_months", "Waiting for status determination", "person-months", "(a)", "#affected+waiting", "Months that people waited for a decision on their claim in the year; by host.";
    "determinations_persons", "Claims decided", "persons", "(a)", "#affected+decided", "People whose claim was decided in the year; by host.";
    "determination_wait_months", "Wait for status determination", "months", "(a)", "#indicator+wait", "Mean wait for a decision by Little's law: person-months of waiting over people whose claim was decided in the year, 0 where nobody waits, the year's months where nothing is decided; by host, and all hosts together.";
    "determination_backlog_persons", "Status determination backlog", "persons", "(a)", "#affected+backlog", "People waiting for a decision at the end of the year; by host.";
    "not_recognised_persons", "Not recognised", "persons", "(j)7", "#affected+rejected", "People whose claim was rejected and who remain, protected from refoulement, at the end of the year; by host.";
    "below_standard_person_months", "Below standard", "person-months", "P4", "#affected+below", "Person-months of unmet life-saving need in the year: stock times the share of life-saving needs not covered; by host; by sector, of that sector's needs.";
    // Solutions: by year; by host, by sex and age.
    "voluntary_returns_persons", "Voluntary repatriation", "persons", "(m)1", "#affected+returned", "Voluntary returns in the year; by host, by sex and age, by years in exile.";
    "naturalisations_persons", "Local integration", "persons", "(m)2", "#affected+naturalised", "Naturalisations in the year; by host, by sex and age, by years in exile.";
    "resettlement_departures_persons", "Resettlement", "persons", "(m)3", "#affected+resettled", "Departures for resettlement in the year; by host, by sex and age, by contributor, by years in exile.";
    "resettlement_submissions_persons", "Resettlement submissions", "persons", "(m)3", "#affected+submitted", "Submissions in the year; by host.";
    "solutions_persons", "Durable solutions", "persons", "(m)", "#affected+solutions", "Voluntary returns, naturalisations and resettlement departures of the year, and departures on complementary pathways where they are modelled.";
    "redisplaced_persons", "Displaced again", "persons", "(m)1", "#affected+redisplaced", "People who had returned voluntarily in the simulation and fled again in the year, among the arrivals; by host. Only where a scenario states a hazard.";
    "returnees_redisplaced_share", "Returnees displaced again", "share", "(m)1", "#indicator+redisplaced", "Of the voluntary returns of the simulation by the end of the year, the share that was followed by flight; by host, and all hosts together.";
    "adverse_returns_persons", "Returns under pressure", "persons", "(i)", "#affected+adverse", "Returns under pressure in the year, an account of its own and never a solution; by host, by sex and age, by years in exile.";
    "onward_movements_persons", "Onward movements", "persons", "P8", "#affected+onward", "Movements from one host of the situation to another in the year; by host left, by sex and age.";
    "self_reliance_share", "Self-reliance", "share", "(l)5", "#indicator+selfreliance", "Share of needs met from people's own income at the end of the year; by host, and the mean weighted by stock.";
    "protracted_person_years", "Protracted displacement", "person-years", "(k)", "#affected+protracted", "Person-years in the year of people more than five years in exile; by host.";
    "displacement_person_years", "Displacement", "person-years", "(k)", "#affected+displaced", "Person-years in displacement in the year; by host.";
    "protracted_situation_share", "Still protracted", "probability", "(k)", "#indicator+protracted", "Whether at least 25,000 people have been in the host at five consecutive year-ends; by host; over all hosts, whether that holds for the nationality. Year-ends before the start count by those still there who had come by then.";
    "fell_below_25000_share", "Falls below 25,000", "probability", "(k)", "#indicator+protracted", "Whether the end of the year is the first with fewer than 25,000 people after as many were there, at the start or at a year-end; by host, and over all hosts.";
    // What statistics publish; nothing depends on it.
    "published_stock_persons", "Published stock", "persons", "(o)", "#affected+refugees+published", "The stock at the end of the year as statistics would publish it: revised, struck off, carried forward; by host.";
    "published_arrivals_persons", "Published arrivals", "persons", "(o)", "#affected+arrivals+published", "Arrivals of the year as statistics would record them; by host.";
    "published_returns_persons", "Published returns", "persons", "(o)", "#affected+returned+published", "Returns of the year, voluntary and under pressure, as statistics would record them; by host.";
    // Regime and plan.
    "peace_share", "Conditions conducive to return", "probability", "(c)", "#indicator+peace", "Share of the year's months in a regime conducive to return.";
    "amendments_count", "Amendments at review", "count", "(n)", "#indicator+amendments", "Reviews of the year that changed what the plan asks for.";
    "amendments_for_more_count", "Amendments for more", "count", "(n)", "#indicator+amendments+more", "Those by which at least a hundredth more is asked for in all.";
    "amendments_for_less_count", "Amendments for less", "count", "(n)", "#indicator+amendments+less", "Those by which at least a hundredth less is asked for in all.";
    "amendments_of_shares_count", "Amendments of shares", "count", "(n)", "#indicator+amendments+shares", "Those that move what is asked from some contributors to others.";
    "amended_from_usd", "Asked before amendments", "US$", "(n)", "#value+obligation+before", "What was asked for a year before each of the year's amendments, summed over them.";
    "amended_to_usd", "Asked after amendments", "US$", "(n)", "#value+obligation+after", "What was asked for a year after each of them, summed over them.";
    "obligation_usd", "Asked by the plan", "US$", "(g)", "#value+obligation+usd", "Money that the plan asks for in the year, as last reviewed; by contributor.";
    "urgent_submissions_persons", "Urgent submissions", "persons", "(m)3", "#affected+submitted+urgent", "Submissions of the year that are urgent; by host; only where urgent cases are told apart.";
    "urgent_resettlement_departures_persons", "Urgent resettlement", "persons", "(m)3", "#affected+resettled+urgent", "Departures for resettlement of the year that were urgent cases, part of all departures; by host; only where urgent cases are told apart.";
    // Arrangements of the emergency response; only where the scenario models them.
    "armed_among_civilians_persons", "Armed elements among civilians", "persons", "(j)6", "#affected+armed", "Armed elements who are not separated at the end of the year; never part of the refugee stock; by host.";
    "interned_persons", "Interned", "persons", "(j)6", "#affected+interned", "Armed elements disarmed, separated and interned at the end of the year; never part of the refugee stock; by host.";
    "separated_persons", "Separated", "persons", "(j)6", "#affected+separated", "Armed elements separated in the year; by host.";
    "demobilised_recognised_persons", "Recognised after demobilisation", "persons", "(j)7", "#affected+recognised", "Former armed elements recognised as refugees in the year, after individual determination; by host.";
    "excluded_persons", "Excluded", "persons", "(j)7", "#affected+excluded", "Former armed elements excluded from refugee status and still in the host, protected from refoulement, at the end of the year; by host.";
    "security_incidents_count", "Security incidents", "count", "(j)8", "#indicator+incidents", "Security incidents among refugees in the year; by host.";
    "recruitment_attempts_count", "Attempts at recruitment", "count", "(d)", "#indicator+recruitment", "Incidents of the year that are attempts of armed elements at recruitment; by host, by sex of the children they are at.";
    "standby_unit_months", "Standby units", "unit-months", "(j)8", "#indicator+standby", "Months of deployment of standby units of security experts in the year; by host.";
    "surge_staff_months", "Surge staff", "staff-months", "(j)1", "#indicator+surgestaff", "Months that experts of the roster were deployed in emergencies in the year, summed over experts; by host.";
    "delivered_share", "Delivered", "share", "(j)2", "#indicator+delivered", "Share of the value of assistance that reaches people in the last month of the year, after losses for want of coordination and by incidents; by host, and the mean weighted by stock.";
    "preparedness_share", "Preparedness", "share", "(e)", "#indicator+preparedness", "Preparedness at the end of the year; by host, and the mean weighted by stock.";
    "contingency_goods_usd", "Contingency goods", "US$", "(e)", "#value+contingency+usd", "Goods from contingency stocks used in the year, at cost; by host.";
    "first_delivery_lag_months", "Lag of the first delivery", "months", "(e)", "#indicator+deliverylag", "Months from the start of a host's first emergency to the first goods from its contingency stock, by its preparedness and the warning it had; by host, the mean over hosts that had an emergency, 0 where none had.";
    "fund_released_usd", "Released by the standing fund", "US$", "(j)4", "#value+fund+usd", "Money released by the standing fund in the year, beside what contributors paid.";
    "fund_balance_usd", "Balance of the standing fund", "US$", "(j)4", "#value+balance+usd", "Balance of the standing fund at the end of the year.";
    "humanitarian_transfers_persons", "Humanitarian transfer", "persons", "(j)9", "#affected+transferred", "People transferred to another host of the situation in the year, with their consent, still refugees; by host left, by sex and age.";
    "evacuations_persons", "Humanitarian evacuation", "persons", "(j)9", "#affected+evacuated", "People evacuated to States further afield in the year, with their consent; not a durable solution; by host left, by sex and age, by years in exile.";
    "unaccompanied_moved_persons", "Unaccompanied children moved", "persons", "(j)9", "#affected+uasc", "Unaccompanied and separated children among those transferred or evacuated in the year, each after a completed best-interests procedure; by host left.";
    "unaccompanied_children_persons", "Unaccompanied children", "persons", "(d)", "#affected+uasc+stock", "Unaccompanied and separated children at the end of the year; by host, by sex.";
    "unaccompanied_children_reunited_persons", "Children reunited", "persons", "(d)", "#affected+uasc+reunited", "Unaccompanied and separated children who found their family again in the year; by host, by sex.";
    "unaccompanied_children_resettled_persons", "Unaccompanied children resettled", "persons", "(d)", "#affected+uasc+resettled", "Unaccompanied and separated children who were resettled in the year, each after a completed best-interests procedure; by host left, by sex.";
    "unaccompanied_children_waiting_persons", "Held back for a procedure", "persons", "(d)", "#affected+uasc+waiting", "Resettlement places that unaccompanied and separated children could not take in the year because their best-interests procedure was not completed; another child went instead; by host, by sex.";
    "best_interests_procedures_count", "Best-interests procedures", "count", "(j)9", "#indicator+bestinterests", "Best-interests procedures completed in the year; by host.";
    "best_interests_completed_share", "Best-interests procedures completed", "share", "(j)9", "#indicator+bestinterests+share", "Unaccompanied and separated children with a completed best-interests procedure, over all of them, at the end of the year; 1 where there are none; by host.";
    "family_unity_share", "Family unity", "share", "(d)", "#indicator+familyunity", "Children who live with their family, over all children of the host, at the end of the year; by host.";
    "evacuees_returned_persons", "Evacuees back in the host", "persons", "(j)9", "#affected+evacuated+returned", "Evacuees whose limited stay ended in the year and who are back in the host of first asylum; no arrivals; by host; only where stays are limited.";
    "evacuees_onward_persons", "Evacuees moved onward", "persons", "(j)9", "#affected+evacuated+onward", "Evacuees whose limited stay ended in the year and who moved onward to another State; by host of first asylum; only where stays are limited.";
    "evacuees_staying_persons", "Evacuees who stay", "persons", "(j)9", "#affected+evacuated+staying", "Evacuees whose limited stay ended in the year and who stay where they are; by host of first asylum; only where stays are limited.";
    "evacuees_within_limit_persons", "Evacuees within their limited stay", "persons", "(j)9", "#affected+evacuated+limited", "Evacuees whose limited stay has not ended at the end of the year, unaccompanied children left out; by host of first asylum; only where stays are limited.";
    "first_money_months", "Time to the first money", "months", "(j)4", "#indicator+firstmoney", "Months from the month in which the first mass influx is seen to the first money for it, from the fund or from contributions due after it began; to the end where none comes, and 0 where there is no influx.";
    "plan_delay_months", "Time to the plan", "months", "(g)", "#indicator+plandelay", "Months from the month in which the first mass influx is seen to the plan; to the end where none comes.";
    "convened_on_request_share", "Convened on request", "probability", "(h)", "#indicator+request", "Whether consultations were convened at the request of a host rather than ex officio.";
    // Arrangements that answer a protracted situation; only where the scenario models them.
    "education_gender_parity_ratio", "Gender parity in education", "ratio", "(l)8", "#indicator+parity", "Share of girls enrolled in primary and secondary school over that of boys, at the end of the year; by host.";
    "enrolment_pre_primary_share", "Enrolment, pre-primary", "share", "(l)8", "#indicator+enrolment", "Share of registered children of the age who are enrolled before primary school at the end of the year; by host, by sex.";
    "enrolment_primary_share", "Enrolment, primary", "share", "(l)8", "#indicator+enrolment", "Share of registered children of the age who are enrolled in primary school at the end of the year; by host, by sex.";
    "enrolment_secondary_share", "Enrolment, secondary", "share", "(l)8", "#indicator+enrolment", "Share of registered young people of the age who are enrolled in secondary school or vocational training at the end of the year; by host, by sex.";
    "enrolment_tertiary_share", "Enrolment, tertiary", "share", "(l)8", "#indicator+enrolment", "Share of registered people of the age who are enrolled in tertiary education at the end of the year; by host, by sex.";
    "development_committed_usd", "Development finance committed", "US$", "(l)6", "#value+development+usd", "Development finance for hosts committed in the year, outside the humanitarian appeal; by host.";
    "development_disbursed_usd", "Development finance paid", "US$", "(l)6", "#value+development+usd", "Development finance for hosts paid in the year, outside the humanitarian appeal; by host.";
    "loans_disbursed_usd", "Concessional loans paid out", "US$", "(l)7", "#value+loans+usd", "Concessional loans paid out to hosts in the year and spent on needs, beside what contributors paid; by host.";
    "loan_service_usd", "Loan service", "US$", "(l)7", "#value+service+usd", "Interest and repayment that hosts paid in the year on loans for hosting, a contribution of theirs; by host.";
    "loan_balance_usd", "Loans outstanding", "US$", "(l)7", "#value+balance+usd", "What hosts owe on loans for hosting at the end of the year; by host.";
    "hosting_grants_usd", "Grants for hosting", "US$", "(l)7", "#value+grants+usd", "Grants of the window of concessional finance paid out to hosts in the year and spent on needs, beside loans and what contributors paid; by host.";
    "loan_grant_element_share", "Grant element", "share", "(l)7", "#indicator+grant", "Share of a concessional loan that its terms make a gift: one less the present value of its service; with the grant beside it, where there is one.";
    "influx_marks_highest_count", "Marks of a mass influx, highest", "count", "(a)", "#indicator+influx", "The most of the four marks (numbers, pace, capacity, procedures) that held in a month of the year; by host. No condition of admission.";
    "influx_months_count", "Months of mass influx", "count", "(a)", "#indicator+influx", "Months of the year in which enough marks held; by host, summed over hosts.";
    "influx_numbers_months_count", "Months marked by numbers", "count", "(a)", "#indicator+influx", "Months in which three months brought considerable numbers; by host, summed over hosts.";
    "influx_pace_months_count", "Months marked by pace", "count", "(a)", "#indicator+influx", "Months whose arrivals were many times the median of two years before; by host, summed over hosts.";
    "influx_capacity_months_count", "Months marked by lack of capacity", "count", "(a)", "#indicator+influx", "Months in which those who waited or arrived exceeded what can be registered; by host, summed over hosts.";
    "influx_procedures_months_count", "Months marked by procedures that cannot cope", "count", "(a)", "#indicator+influx", "Months whose arrivals exceeded what individual procedures decide, where there are any; by host, summed over hosts.";
    "group_recognition_months_count", "Months of recognition by group", "count", "(a)", "#indicator+group", "Months of the year in which a host that determines status case by case recognised people by group, since its procedures could not cope; by host, summed over hosts.";
    "influx_month_share", "Mass influx in the month", "probability", "(a)", "#indicator+influx", "Whether enough marks of a mass influx hold in the month: over futures, the share in which they do; by host.";
    "influx_numbers_month_share", "Marked by numbers in the month", "probability", "(a)", "#indicator+influx", "The same for the mark of numbers; by host.";
    "influx_pace_month_share", "Marked by pace in the month", "probability", "(a)", "#indicator+influx", "The same for the mark of pace; by host.";
    "influx_capacity_month_share", "Marked by lack of capacity in the month", "probability", "(a)", "#indicator+influx", "The same for the mark of capacity; by host.";
    "influx_procedures_month_share", "Marked by procedures in the month", "probability", "(a)", "#indicator+influx", "The same for the mark of procedures that cannot cope; by host.";
    "influx_ever_share", "Mass influx at any time", "probability", "(a)", "#indicator+influx", "Whether enough marks hold in any month; by host, over all hosts in any of them.";
    "influx_numbers_ever_share", "Marked by numbers at any time", "probability", "(a)", "#indicator+influx", "The same for the mark of numbers; by host.";
    "influx_pace_ever_share", "Marked by pace at any time", "probability", "(a)", "#indicator+influx", "The same for the mark of pace; by host.";
    "influx_capacity_ever_share", "Marked by lack of capacity at any time", "probability", "(a)", "#indicator+influx", "The same for the mark of capacity; by host.";
    "influx_procedures_ever_share", "Marked by procedures at any time", "probability", "(a)", "#indicator+influx", "The same for the mark of procedures that cannot cope; by host.";
    "influx_first_months", "First month of mass influx", "months", "(a)", "#indicator+influx", "Months from the start to the first in which enough marks hold; to the end where that never comes; by host, over all hosts the earliest.";
    "influx_numbers_first_months", "First month marked by numbers", "months", "(a)", "#indicator+influx", "The same for the mark of numbers; by host.";
    "influx_pace_first_months", "First month marked by pace", "months", "(a)", "#indicator+influx", "The same for the mark of pace; by host.";
    "influx_capacity_first_months", "First month marked by lack of capacity", "months", "(a)", "#indicator+influx", "The same for the mark of capacity; by host.";
    "influx_procedures_first_months", "First month marked by procedures that cannot cope", "months", "(a)", "#indicator+influx", "The same for the mark of procedures that cannot cope; by host.";
    "evaluations_count", "Evaluations of the plan", "count", "(n)", "#indicator+evaluations", "Evaluations by all actors held in the year.";
    "evaluation_score_share", "Evaluation, score", "share", "(n)", "#indicator+evaluation", "Mean of the four marks of the last evaluation of the plan; 0 before the first.";
    "evaluation_coverage_share", "Evaluation, coverage", "share", "(n)", "#indicator+evaluation", "Spending over needs in the period last evaluated; 0 before the first.";
    "evaluation_places_share", "Evaluation, places", "share", "(n)", "#indicator+evaluation", "Departures over places offered in the period last evaluated, at most 1; 0 before the first.";
    "evaluation_solutions_share", "Evaluation, solutions", "share", "(n)", "#indicator+evaluation", "Durable solutions over those that full support would have brought, at most 1; 0 before the first.";
    "evaluation_timeliness_share", "Evaluation, timeliness", "share", "(n)", "#indicator+evaluation", "Money paid over a twelfth of what was announced for the year in each month, at most 1; 0 before the first.";
    "arrears_usd", "Asked again", "US$", "(n)", "#value+arrears+usd", "What evaluations ask again, per year, of what was asked and not paid, at the end of the year.";
    "participation_share", "Participation", "share", "(d)", "#indicator+participation", "Adults who take part in planning, delivering and evaluating programmes, over all, at the end of the year; by host, by sex, by sex and age.";
    "gender_violence_survivors_persons", "Survivors in need of services", "persons", "(d)", "#affected+survivors", "People from 12 years who would come forward for services after sexual or gender-based violence in the year; by host, by sex and age. No estimate of prevalence.";
    "gender_violence_reached_persons", "Survivors reached", "persons", "(d)", "#affected+reached", "Those of them whom services reached; by host, by sex and age.";
    "gender_violence_coverage_share", "Survivors reached, share", "share", "(d)", "#indicator+coverage", "Survivors reached over those in need of services in the year, 1 where there were none; by host, by sex.";
    "pathway_departures_persons", "Complementary pathways", "persons", "(m)3", "#affected+pathways", "People who left for a third country on a complementary pathway in the year, a durable solution of a kind of its own; by host, by sex and age, by contributor, by years in exile.";
    "pathway_applications_persons", "Applications for pathways", "persons", "(m)3", "#affected+applications", "People who applied for a complementary pathway in the year; by host.";
    "pathway_labour_mobility_persons", "Pathways, labour mobility", "persons", "(m)3", "#affected+pathways", "Those of the departures on pathways who left for work; by host.";
    "pathway_education_persons", "Pathways, education", "persons", "(m)3", "#affected+pathways", "Those who left for education; by host.";
    "pathway_family_reunification_persons", "Pathways, family reunification", "persons", "(m)3", "#affected+pathways", "Those who joined their families; by host.";
    "pathway_humanitarian_visa_persons", "Pathways, humanitarian visas", "persons", "(m)3", "#affected+pathways", "Those who left on humanitarian visas; by host.";
    "pathway_private_sponsorship_persons", "Pathways, private sponsorship", "persons", "(m)3", "#affected+pathways", "Those whom citizens and communities sponsored; by host.";
    "pathway_places_offered_persons", "Pathway places offered", "persons", "(o)", "#affected+places", "Places on complementary pathways that a contributor offers for the whole year; by contributor.";
    "specific_needs_persons", "People with specific needs", "persons", "(d)", "#affected+specificneeds", "People with a specific need in the last month of the year; by host, by sex and age.";
    "specific_needs_identified_persons", "Specific needs known", "persons", "(d)", "#affected+specificneeds+known", "People whose specific need is known in the last month of the year, all of them registered; by host, by sex and age.";
    "specific_needs_unmet_person_months", "Specific needs not met", "person-months", "(d)", "#affected+specificneeds+unmet", "Person-months with a specific need that is not known or not served for want of money in the year; by host, by sex and age.";
    "tension_index", "Tension between States", "index", "P3", "#indicator+tension", "Tension of hosts with their neighbours, 0 to 1, at the end of the year; by host, and the mean weighted by stock.";
    "prevention_usd", "Prevention", "US$", "(c)", "#value+prevention+usd", "Spent on prevention and mediation at the origin in the year, outside the appeal.";
    "prevention_share", "Prevention, level", "share", "(c)", "#indicator+prevention", "Level of prevention, 0 to 1, at the end of the year; what it brings is a stated judgement, none unless a scenario says otherwise.";
    "resettlement_places_offered_persons", "Places offered", "persons", "(o)", "#affected+places", "Resettlement places that a contributor offers for the year, before it is known how many are filled; by contributor.";
    "hosting_value_usd", "Hosting, valued", "US$", "(o)", "#value+hosting+usd", "Hosting of the year at the declared value of a person-year, less the outside money spent in the host, not below 0; by host.";
    "contribution_usd", "Contribution", "US$", "(o)", "#value+contribution+usd", "What a contributor gives in the year: money paid, places used (for resettlement and on complementary pathways) and hosting at their declared values, the same for all options, and service on loans for hosting; by contributor, by host.";
    "contribution_share", "Share of contributions", "share", "(o)", "#indicator+contribution", "A State's contribution over that of all States in the year; by contributor, by host.";
    "return_support_usd", "Support to return by the strategy", "US$", "(m)1", "#value+support+usd", "Paid in the year by the strategy of solutions for voluntary return, beside what return costs otherwise; by host.";
    "integration_support_usd", "Support to integration by the strategy", "US$", "(m)2", "#value+support+usd", "Paid in the year by the strategy of solutions for local integration, beside what it costs otherwise; by host.";
    "resettlement_support_usd", "Support to resettlement by the strategy", "US$", "(m)3", "#value+support+usd", "Paid in the year by the strategy of solutions for resettlement, beside what it costs otherwise; by host.";
    "intended_return_share", "Intended mix, voluntary return", "share", "(m)", "#indicator+mix", "Share of voluntary return in the mix of solutions that the plan or consultations intend, at the end of the year; 0 where nothing is intended.";
    "intended_integration_share", "Intended mix, local integration", "share", "(m)", "#indicator+mix", "The same for local integration.";
    "intended_resettlement_share", "Intended mix, resettlement", "share", "(m)", "#indicator+mix", "The same for resettlement.";
    "realised_return_share", "Realised mix, voluntary return", "share", "(m)", "#indicator+mix", "Share of voluntary returns among voluntary returns, naturalisations and resettlement departures of the year; 0 where there were none; by host, and all hosts together.";
    "realised_integration_share", "Realised mix, local integration", "share", "(m)", "#indicator+mix", "The same for naturalisations.";
    "realised_resettlement_share", "Realised mix, resettlement", "share", "(m)", "#indicator+mix", "The same for resettlement departures.";
    "solution_mix_distance_share", "Distance from the intended mix", "share", "(m)", "#indicator+mix", "Half of the sum of absolute differences between the intended and the year's realised mix: 0 where they agree or nothing is intended, 1 where nobody found what was intended.";
    "protection_capacity_share", "Protection capacity", "share", "(l)4", "#indicator+capacity", "National protection capacity as a share of the full one at the end of the year; by host, and the mean weighted by stock.";
    "host_impact_share", "Impact on hosts", "index", "(l)1", "#indicator+impact", "Mean of the four dimensions of the impact on host communities, 0 to 1, at the end of the year; by host, and the mean weighted by stock.";
    "public_services_usd", "Public services", "US$", "(l)1", "#value+publicservices+usd", "What it cost the host's budget in the year to include registered refugees in schools, health and other services as far as its law is open, at its own spending on nationals; what the appeal pays for the same is not taken off; by host. Only where public services are counted.";
    "refugee_taxes_usd", "Taxes of refugees", "US$", "(l)1", "#value+taxes+usd", "Taxes and fees that refugees paid on what they earned in the year; by host. Only where public services are counted.";
    "local_income_usd", "Local income from assistance", "US$", "(l)1", "#value+localincome+usd", "Real income in the local economy, refugees' own included, that money spent in the host in the year brought: cash at one multiplier, everything else at another; a benefit, shown beside the impact of hosting; by host.";
    "refugee_output_usd", "Refugees' contribution by work", "US$", "(l)1", "#value+refugeework+usd", "What the work of refugees added to the local economy in the year: their own income, as self-reliance has it, times what each US$ of it adds; by host.";
    "host_impact_evaluated_share", "Impact on hosts, evaluated", "index", "(l)1", "#indicator+impact", "The same when it was last evaluated, which programmes for hosts answer; 0 before; by host.";
    "host_impact_economy_share", "Impact on the economy", "index", "(l)1", "#indicator+impact", "Impact on the economy of host communities, 0 to 1, at the end of the year; by host.";
    "host_impact_society_share", "Impact on society", "index", "(l)1", "#indicator+impact", "Impact on the society of host communities, 0 to 1, at the end of the year; by host.";
    "host_impact_environment_share", "Impact on the environment", "index", "(l)1", "#indicator+impact", "Impact on the environment of host communities, 0 to 1, at the end of the year; by host.";
    "host_impact_security_share", "Impact on security", "index", "(l)1", "#indicator+impact", "Impact on the security of host communities, 0 to 1, at the end of the year; by host.";
    "rehabilitation_backlog_share", "Areas to be rehabilitated", "share", "(m)4", "#indicator+rehabilitation", "Areas that refugees have left and that are not rehabilitated, in people who used them, over the most people there have been, at the end of the year; by host.";
    "rehabilitation_paid_usd", "Paid for rehabilitation", "US$", "(m)4", "#value+rehabilitation+usd", "Money that has rehabilitated areas in the year, part of what is spent; by host.";
    "out_of_school_child_years", "Out of school", "child-years", "(l)8", "#affected+outofschool", "Years that children of 5 to 17 were not enrolled, summed over the year's months, those who wait for registration among them; by host.";
    "private_education_usd", "Private funds for education", "US$", "(l)8", "#value+private+usd", "Private funds for secondary and tertiary education paid in the year, beside what contributors paid; by host.";
    // What follows from the accounts: burden, mortality, unmet need, solutions, giving.
    "refugees_per_1000_inhabitants_ratio", "Refugees per 1,000 inhabitants", "persons per 1,000", "(b)", "#indicator+burden", "People in need of protection at the end of the year over a thousand inhabitants of the host, which stay those of its latest figure; by host, and all hosts together.";
    "arrivals_per_1000_inhabitants_ratio", "Arrivals per 1,000 inhabitants", "persons per 1,000", "(b)", "#indicator+burden", "Arrivals of the year over a thousand inhabitants; by host, and all hosts together.";
    "arrivals_5_years_per_1000_inhabitants_ratio", "Arrivals of five years per 1,000 inhabitants", "persons per 1,000", "(b)", "#indicator+burden", "Arrivals of the last five years of the simulation, this one among them, over a thousand inhabitants; by host, and all hosts together.";
    "person_years_5_years_per_1000_inhabitants_ratio", "Hosting of five years per 1,000 inhabitants", "person-years per 1,000", "(b)", "#indicator+burden", "Person-years of displacement of the last five years of the simulation over a thousand inhabitants; by host, and all hosts together.";
    "arrivals_10_years_per_1000_inhabitants_ratio", "Arrivals of ten years per 1,000 inhabitants", "persons per 1,000", "(b)", "#indicator+burden", "The same of arrivals over ten years.";
    "person_years_10_years_per_1000_inhabitants_ratio", "Hosting of ten years per 1,000 inhabitants", "person-years per 1,000", "(b)", "#indicator+burden", "The same of person-years over ten years.";
    "refugees_per_million_usd_gdp_ratio", "Refugees per US$ million of GDP", "persons per US$ million", "(b)", "#indicator+burden", "People in need of protection at the end of the year over the host's gross domestic product in millions of US$; by host, and all hosts together.";
    "refugees_per_usd_gdp_per_head_ratio", "Refugees per US$ of GDP per inhabitant", "persons per US$", "(b)", "#indicator+burden", "People in need of protection at the end of the year over gross domestic product per inhabitant, at purchasing power parity where the scenario brings it and at market rates otherwise; by host.";
    "documented_share", "Documented", "share", "(j)5", "#indicator+documented", "Registered and documented people over the stock at the end of the year, 1 where there is nobody; by host, and all hosts together.";
    "crude_mortality_per_10000_per_day_ratio", "Crude mortality", "deaths per 10,000 and day", "(i)", "#indicator+mortality", "Deaths of the year over person-days in displacement, times 10,000; 1 is the threshold of an emergency; by host, and all hosts together.";
    "mortality_to_baseline_ratio", "Mortality to that outside an emergency", "ratio", "(i)", "#indicator+mortality", "Deaths of the year over those that there would be without an emergency among the same people; by host, and all hosts together. Rests on an assumed multiple.";
    "under_five_mortality_to_baseline_ratio", "Mortality under five to that outside an emergency", "ratio", "(i)", "#indicator+mortality", "The same of children under five.";
    "excess_deaths_persons", "Excess deaths", "persons", "(i)", "#affected+deaths+excess", "Deaths of the year beyond those that there would be without an emergency; by host, and all hosts together. Rests on an assumed multiple and an assumed response to money: an interval, no count of lives.";
    "emergency_mortality_months_count", "Months of emergency mortality", "count", "(i)", "#indicator+mortality", "Months of the year in which mortality was twice that outside an emergency or one death among 10,000 people a day; by host, summed over hosts.";
    "solutions_per_100_refugee_years_ratio", "Rate of solutions", "persons per 100 person-years", "(m)", "#indicator+solutions", "Durable solutions of the year over a hundred person-years of displacement; by host, and all hosts together.";
    "returns_per_100_refugee_years_ratio", "Rate of voluntary return", "persons per 100 person-years", "(m)1", "#indicator+solutions", "Voluntary returns of the year over a hundred person-years of displacement; by host, and all hosts together.";
    "naturalisations_per_100_refugee_years_ratio", "Rate of naturalisation", "persons per 100 person-years", "(m)2", "#indicator+solutions", "The same of naturalisations.";
    "resettlement_per_100_refugee_years_ratio", "Rate of resettlement", "persons per 100 person-years", "(m)3", "#indicator+solutions", "The same of departures for resettlement.";
    "pathways_per_100_refugee_years_ratio", "Rate of complementary pathways", "persons per 100 person-years", "(m)3", "#indicator+solutions", "The same of departures on complementary pathways.";
    "solutions_per_arrival_ratio", "Solutions to arrivals", "ratio", "(m)", "#indicator+solutions", "Durable solutions of the year over its arrivals, 0 where nobody arrived; by host, and all hosts together.";
    "unmet_need_persons", "Unmet need, in people", "persons", "(j)1", "#affected+unmet", "Mean over the year's months of the stock times the share of a sector's need that spending did not cover, sectors weighted by the year's needs; by host, by sector.";
    "earmark_gap_usd", "Gap from earmarks", "US$", "(j)4", "#value+gap+earmark+usd", "What more of the needs of each month the money planned for it would have covered without earmarks, summed over the year.";
    "contributors_paying_count", "Contributors who paid", "count", "P2", "#indicator+contributors", "Contributors that paid in the year.";
    "contributors_resettling_count", "States that resettled", "count", "(m)3", "#indicator+contributors", "Contributors to which people departed for resettlement in the year.";
    "contributor_concentration_index", "Concentration of payments", "Herfindahl-Hirschman", "P2", "#indicator+hhi", "Sum of the squared shares of contributors in the year's payments: 1 where one pays all.";
    "contributors_effective_count", "Effective number of contributors", "count", "P2", "#indicator+hhi", "One over that concentration: as many equal contributors would be as concentrated.";
    // Whole horizon.
    "poor_year_share", "A year below half coverage", "probability", "(i)", "#indicator+coverage", "Whether less than half of the month's needs was covered in twelve months in a row.";
    "year_ends_above_25000_count", "Year-ends with 25,000 people", "count", "(k)", "#indicator+protracted", "Year-ends of the simulation with at least 25,000 people over all hosts.";
    "reached_25000_share", "25,000 people at any time", "probability", "(k)", "#indicator+protracted", "Whether at least 25,000 people were there at the start or at a year-end; by host, and over all hosts.";
    "never_below_25000_share", "Never below 25,000", "probability", "(k)", "#indicator+protracted", "Whether at least 25,000 people were there at the start or at a year-end and at every year-end after it; by host, and over all hosts.";
    "redistribution_effect_index", "Redistribution", "Gini points", "(b)", "#indicator+redistribution", "Gini coefficient of hosting relative to capacity, before anybody gives, less the concentration of contributions relative to capacity in the same order of States (Reynolds and Smolensky): above 0 where giving evens out, 0 where hosting has no declared value.";
    "contribution_theil_within", "Inequality within income groups (Theil)", "Theil", "(b)", "#indicator+theil", "The part of Theil's T of contributions that lies within groups of States by income.";
    "contribution_theil_between", "Inequality between income groups (Theil)", "Theil", "(b)", "#indicator+theil", "The part between them; both sum to the whole.";
    "contribution_atkinson_strict", "Inequality of contributions (Atkinson, aversion 1)", "Atkinson", "(b)", "#indicator+atkinson", "Atkinson's index of the same contributions with an aversion of 1, which is 1 as soon as one State gives nothing.";
    "contribution_maximum_to_median_ratio", "Largest contribution to the median", "ratio", "(b)", "#indicator+inequality", "Largest contribution of a State relative to its capacity over the median one, 0 where half of all States give nothing.";
    "total_gap_usd", "Funding gap, whole period", "US$", "(j)1", "#value+gap+usd", "The yearly gaps summed.";
    "total_requirement_usd", "Requirement, whole period", "US$", "(j)", "#value+required+usd", "The yearly requirements summed.";
    "total_disbursed_usd", "Received, whole period", "US$", "(j)4", "#value+disbursed+usd", "The yearly payments summed.";
    "total_coverage_share", "Coverage, whole period", "share", "(i)", "#indicator+coverage", "Spending over requirement, whole period.";
    "total_solutions_persons", "Durable solutions, whole period", "persons", "(m)", "#affected+solutions", "The yearly solutions summed.";
    "total_resettlement_departures_persons", "Resettlement, whole period", "persons", "(m)3", "#affected+resettled", "The yearly departures summed.";
    "total_pathway_departures_persons", "Complementary pathways, whole period", "persons", "(m)3", "#affected+pathways", "The yearly departures on complementary pathways summed.";
    "total_protracted_person_years", "Protracted displacement, whole period", "person-years", "(k)", "#affected+protracted", "The yearly protracted person-years summed.";
    "total_below_standard_person_months", "Below standard, whole period", "person-months", "P4", "#affected+below", "The yearly person-months below standard summed.";
    "present_value_disbursed_usd", "Received, present value", "US$", "(l)3", "#value+disbursed+usd", "Payments discounted to the first month.";
    "contribution_theil", "Inequality of contributions (Theil)", "Theil", "(b)", "#indicator+theil", "Theil's T of the same contributions.";
    "contribution_atkinson", "Inequality of contributions (Atkinson)", "Atkinson", "(b)", "#indicator+atkinson", "Atkinson's index of the same contributions with an aversion of one half.";
    "contribution_gini_hosting_none", "Inequality, hosting not counted", "Gini", "(b)", "#indicator+gini", "The Gini coefficient with hosting at none of its declared value.";
    "contribution_gini_hosting_half", "Inequality, hosting at half its value", "Gini", "(b)", "#indicator+gini", "The Gini coefficient with hosting at half its declared value.";
    "contribution_gini_hosting_double", "Inequality, hosting at twice its value", "Gini", "(b)", "#indicator+gini", "The Gini coefficient with hosting at twice its declared value.";
    "contribution_gini_hosting_fourfold", "Inequality, hosting at four times its value", "Gini", "(b)", "#indicator+gini", "The Gini coefficient with hosting at four times its declared value.";
    "total_arrivals_persons", "Arrivals, whole period", "persons", "(a)", "#affected+arrivals", "The yearly arrivals summed.";
    "total_peace_share", "Conditions conducive to return, whole period", "probability", "(c)", "#indicator+peace", "Share of all months in a regime conducive to return.";
    "contribution_gini", "Inequality of contributions", "Gini", "(b)", "#indicator+gini", "Gini coefficient of the yearly contributions (contribution_usd: money, places, hosting net of outside money year by year, loan service), summed over the period, over the mean of the shares of population and GDP, States only.";
    "uptake_share", "Uptake", "share", "(g)", "#indicator+uptake", "The drawn share of the gap between baseline and obligation that contributors close.";
}
