//! The lists of a scenario as they are edited: what each holds, column by column.

use super::{Cell, Column, List, ListSpec, Scope, may, must};
use crate::model::{MeasureKind, SECTORS, Sector};

const MEASURES: [&str; 7] = [
    MeasureKind::Funding.name(),
    MeasureKind::Resettlement.name(),
    MeasureKind::HumanitarianTransfer.name(),
    MeasureKind::HumanitarianEvacuation.name(),
    MeasureKind::ComplementaryPathway.name(),
    MeasureKind::StandbyExperts.name(),
    MeasureKind::InKindSupport.name(),
];
const STATED: [&str; 5] = {
    let mut names = [""; 5];
    let mut index = 0;
    while index < names.len() {
        names[index] = MeasureKind::STATED[index].name();
        index += 1;
    }
    names
};
const EARMARKS: [&str; 3] = ["situation", "host", "host-sector"];
const INSTRUMENTS: [&str; 2] = ["grant", "loan"];
const STATUSES: [&str; 3] = ["announced", "committed", "disbursed"];
const TIERS: [&str; 2] = ["life_saving", "sustaining"];
const SECTOR_NAMES: [&str; 12] = {
    let mut names = [""; 12];
    let mut index = 0;
    while index < names.len() {
        names[index] = sector_name(SECTORS[index]);
        index += 1;
    }
    names
};

const fn sector_name(sector: Sector) -> &'static str {
    match sector {
        Sector::Protection => "protection",
        Sector::Food => "food",
        Sector::Shelter => "shelter",
        Sector::Wash => "wash",
        Sector::Health => "health",
        Sector::Education => "education",
        Sector::Livelihoods => "livelihoods",
        Sector::Energy => "energy",
        Sector::Security => "security",
        Sector::Coordination => "coordination",
        Sector::HostCommunity => "host_community",
        Sector::Solutions => "solutions",
    }
}

const GIVER: Column = must("contributor", "who", Cell::Contributor);
const HOST: Column = must("host", "host", Cell::Host);
const ANY_HOST: Column = may("host", "bound to host", Cell::Host);
const UNITS: Column = must("units_per_year", "units a year", Cell::Number);
const REASON: Column = may("reason", "reason", Cell::Text);

pub(super) const SPECS: [ListSpec; 13] = [
    ListSpec {
        list: List::Deductions,
        name: "deductions",
        title: "Deductions",
        one: "deduction",
        help: "A State is released from a part of its share, from 0 to 1, because of pressure of its own.",
        scope: Scope::Option(&["plan", "ledger", "deduction"]),
        columns: &[
            GIVER,
            must("share", "part released, 0 to 1", Cell::Number),
            REASON,
        ],
        is_open: true,
    },
    ListSpec {
        list: List::Offsets,
        name: "offsets",
        title: "Offsets",
        one: "offset",
        help: "Persons for whom a State has taken responsibility already count against its places.",
        scope: Scope::Option(&["plan", "ledger", "offset"]),
        columns: &[
            GIVER,
            must("persons", "persons taken over", Cell::Whole),
            REASON,
        ],
        is_open: true,
    },
    ListSpec {
        list: List::Arrangements,
        name: "arrangements",
        title: "Arrangements",
        one: "arrangement",
        help: "The least and the most that one contributor gives of one measure in a year; bilateral where it names a host. Money in US$, places in persons, experts in person-months. Other measures than funding need a plan that settles all measures in one program.",
        scope: Scope::Option(&["plan", "arrangement"]),
        columns: &[
            GIVER,
            must("measure", "of what", Cell::Choice(&MEASURES)),
            may("host", "for which host", Cell::Host),
            may("at_least_per_year", "at least a year", Cell::Number),
            may("at_most_per_year", "at most a year", Cell::Number),
        ],
        is_open: true,
    },
    ListSpec {
        list: List::Correctives,
        name: "correctives",
        title: "Correctives of the key",
        one: "corrective",
        help: "Criteria that correct a weighted key; the other weights keep their proportions and give way.",
        scope: Scope::Option(&["plan", "key", "correctives"]),
        columns: &[
            must("indicator", "indicator", Cell::Indicator),
            must("weight", "weight, 0 to 1", Cell::Number),
            may("inverse", "more of it lowers the share", Cell::Switch),
            may("cap_share", "cap, times the other parts", Cell::Number),
        ],
        is_open: true,
    },
    ListSpec {
        list: List::Exits,
        name: "exits",
        title: "Contributors that cut what they give",
        one: "exit",
        help: "From a month of the simulation on, counted from 0, only a part of its money and places remains.",
        scope: Scope::Option(&["exit"]),
        columns: &[
            GIVER,
            must("month", "from month", Cell::Count),
            must("remaining_share", "part that remains, 0 to 1", Cell::Number),
        ],
        is_open: true,
    },
    ListSpec {
        list: List::Pledges,
        name: "pledges",
        title: "Pledges",
        one: "pledge",
        help: "Money that stands at the start; no plan asks for less than what is committed.",
        scope: Scope::Situation("pledge"),
        columns: &[
            GIVER,
            must("amount_usd", "US$", Cell::Number),
            must("from", "from month", Cell::Month),
            must("until", "until month", Cell::Month),
            must("earmark", "bound to", Cell::Choice(&EARMARKS)),
            may("host", "host", Cell::Host),
            may("sector", "sector", Cell::Choice(&SECTOR_NAMES)),
            may("instrument", "grant or loan", Cell::Choice(&INSTRUMENTS)),
            may("status", "status", Cell::Choice(&STATUSES)),
        ],
        is_open: true,
    },
    ListSpec {
        list: List::Quotas,
        name: "quotas",
        title: "Resettlement quotas",
        one: "quota",
        help: "Places that stand; no plan asks for fewer where they bind.",
        scope: Scope::Situation("quota"),
        columns: &[
            GIVER,
            must("year", "year", Cell::Count),
            must("places_persons", "places", Cell::Whole),
            ANY_HOST,
            may("status", "status", Cell::Choice(&STATUSES)),
            may("binds", "binds the plan", Cell::Switch),
        ],
        is_open: true,
    },
    ListSpec {
        list: List::Families,
        name: "families",
        title: "Families who wait",
        one: "group of families",
        help: "Families are placed whole: so many of so many members in a host.",
        scope: Scope::Situation("family"),
        columns: &[
            HOST,
            must("persons", "members of each", Cell::Count),
            must("families", "families", Cell::Count),
        ],
        is_open: true,
    },
    ListSpec {
        list: List::Needs,
        name: "needs",
        title: "Needs",
        one: "need",
        help: "What is shared out: places and money by host and year.",
        scope: Scope::Situation("need"),
        columns: &[
            HOST,
            must("year", "year", Cell::Count),
            may("places_persons", "places", Cell::Whole),
            may("life_saving_usd", "life-saving, US$", Cell::Number),
            may("sustaining_usd", "sustaining, US$", Cell::Number),
            may("hosted_person_years", "people hosted", Cell::Number),
        ],
        is_open: true,
    },
    ListSpec {
        list: List::Measures,
        name: "measures",
        title: "Measures",
        one: "measure",
        help: "What may be given beside money and resettlement places. What a unit counts for is a declared exchange rate, never a cost.",
        scope: Scope::Situation("measure"),
        columns: &[
            must("kind", "what", Cell::Choice(&STATED)),
            may("tier", "priority", Cell::Choice(&TIERS)),
            must("value_usd_per_unit", "a unit counts for, US$", Cell::Number),
            may("cost_usd_per_unit", "a unit costs, US$", Cell::Number),
        ],
        is_open: true,
    },
    ListSpec {
        list: List::MeasureNeeds,
        name: "measure-needs",
        title: "Needed",
        one: "need of a measure",
        help: "Units that each host needs in every year of a plan.",
        scope: Scope::Measure("need"),
        columns: &[HOST, UNITS],
        is_open: true,
    },
    ListSpec {
        list: List::MeasureCapacities,
        name: "measure-capacities",
        title: "Can be given",
        one: "capacity for a measure",
        help: "Units that each contributor can give in a year; others give none.",
        scope: Scope::Measure("capacity"),
        columns: &[GIVER, UNITS],
        is_open: true,
    },
    ListSpec {
        list: List::Contributors,
        name: "contributors",
        title: "What each can give",
        one: "contributor",
        help: "Places given today, the most that each can give, and what a place costs it.",
        scope: Scope::Situation("contributor"),
        columns: &[
            must("id", "who", Cell::Contributor),
            may("baseline_places_per_year", "places today", Cell::Whole),
            may("places_capacity_per_year", "most places", Cell::Whole),
            may("budget_usd_per_year", "most money, US$", Cell::Number),
            may(
                "place_cost_usd_per_person",
                "a place costs, US$",
                Cell::Number,
            ),
        ],
        is_open: false,
    },
];

#[cfg(test)]
mod tests {
    use super::super::{cell_shown, write_row};
    use super::*;

    #[test]
    fn lists_are_found_by_position_and_by_name() {
        for (position, spec) in SPECS.iter().enumerate() {
            assert_eq!(spec.list as usize, position, "{}", spec.name);
            assert_eq!(List::from_name(spec.name), Some(spec.list));
        }
    }

    #[test]
    fn words_of_choices_are_those_of_files() {
        for sector in SECTORS {
            let named = toml::Value::try_from(sector).expect("a word");
            assert_eq!(named.as_str(), Some(sector_name(sector)));
        }
        let read = |word: &str| toml::Value::from(word);
        for word in EARMARKS {
            assert!(read(word).try_into::<crate::model::EarmarkTier>().is_ok());
        }
        for word in INSTRUMENTS {
            assert!(read(word).try_into::<crate::model::Instrument>().is_ok());
        }
        for word in STATUSES {
            assert!(read(word).try_into::<crate::model::PledgeStatus>().is_ok());
        }
        for word in TIERS {
            assert!(read(word).try_into::<crate::model::Tier>().is_ok());
        }
        for word in MEASURES {
            assert!(read(word).try_into::<MeasureKind>().is_ok());
        }
    }

    #[test]
    fn a_row_keeps_the_evidence_of_what_is_not_changed() {
        let spec = List::Pledges.spec();
        let mut row: toml::Table = toml::from_str(
            "contributor = \"DEU\"\namount_usd = { value = 100.0, basis = \"data\", source = \"S\" }\n\
             from = \"2026-01\"\nuntil = \"2026-12\"\nearmark = \"situation\"\n",
        )
        .expect("a row");
        let mut values: Vec<(String, String)> = spec
            .columns
            .iter()
            .map(|column| (column.key.to_owned(), cell_shown(&row, column)))
            .collect();
        let before = row.clone();
        write_row(&mut row, spec, &values).expect("the same row");
        assert_eq!(row, before);
        values[1].1 = "250".to_owned();
        write_row(&mut row, spec, &values).expect("another amount");
        let amount = row["amount_usd"].as_table().expect("a figure");
        assert_eq!(amount["value"].as_float(), Some(250.0));
        assert_eq!(amount["basis"].as_str(), Some("judgement"));
        values[1].1 = String::new();
        assert!(write_row(&mut row, spec, &values).is_err());
        values[1].1 = "1".to_owned();
        values[2].1 = "soon".to_owned();
        assert!(write_row(&mut row, spec, &values).is_err());
    }
}
