//! Lists of rows that can be bargained about: of a plan, of an option, of the situation.

use super::ChangeError;
use super::value::{cut, figure, number_in, one_of, shown, switch, whole_in};
use crate::model::{Indicator, MeasureKind, SECTORS, Sector};
use crate::units::CalendarMonth;

/// A list of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Releases from a share because of a State's own pressure.
    Deductions,
    /// Persons already taken over.
    Offsets,
    /// Arrangements of single contributors, bilateral where they name a host.
    Arrangements,
    /// Criteria that correct a weighted key.
    Correctives,
    /// Contributors that cut what they give.
    Exits,
    /// Pledges standing at the start.
    Pledges,
    /// Standing resettlement quotas.
    Quotas,
    /// Families who wait for places.
    Families,
    /// Needs by host and year.
    Needs,
    /// What may be given beside money and resettlement places.
    Measures,
    /// What hosts need of a measure.
    MeasureNeeds,
    /// What contributors can give of a measure.
    MeasureCapacities,
    /// What each contributor can give.
    Contributors,
}

/// Where a list is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// In an option, at this path.
    Option(&'static [&'static str]),
    /// At the top of the scenario, under this name.
    Situation(&'static str),
    /// In a measure, under this name; the measure's kind is the owner.
    Measure(&'static str),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A contributor by identifier.
    Contributor,
    /// A host by country code.
    Host,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// A whole number without evidence, such as a year.
    Count,
    /// A month, as in `2026-01`.
    Month,
    /// Text.
    Text,
    /// True or false.
    Switch,
    /// An indicator by name.
    Indicator,
    /// One of several words.
    Choice(&'static [&'static str]),
}

/// A column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The key in a scenario file.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What it holds.
    pub cell: Cell,
    /// Whether it may be left empty.
    pub may_lack: bool,
}

/// What is known of a list.
#[derive(Clone, Copy, Debug)]
pub struct ListSpec {
    /// Which.
    pub list: List,
    /// The name in changes and forms.
    pub name: &'static str,
    /// What people call the list.
    pub title: &'static str,
    /// What people call a row.
    pub one: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// Where it is kept.
    pub scope: Scope,
    /// Its columns.
    pub columns: &'static [Column],
    /// Whether rows can be added and taken away.
    pub is_open: bool,
}

const fn must(key: &'static str, label: &'static str, cell: Cell) -> Column {
    Column {
        key,
        label,
        cell,
        may_lack: false,
    }
}

const fn may(key: &'static str, label: &'static str, cell: Cell) -> Column {
    Column {
        key,
        label,
        cell,
        may_lack: true,
    }
}

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

const SPECS: [ListSpec; 13] = [
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

impl List {
    /// Every list, in the order of the pages.
    pub fn all() -> impl Iterator<Item = Self> {
        SPECS.iter().map(|spec| spec.list)
    }

    /// What is known of it.
    #[must_use]
    pub fn spec(self) -> &'static ListSpec {
        &SPECS[self as usize]
    }

    /// The list of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|list| list.spec().name == name)
    }
}

/// The words of a cell as a form shows them.
#[must_use]
pub fn cell_shown(row: &toml::Table, column: &Column) -> String {
    row.get(column.key).map_or_else(String::new, shown)
}

/// Writes a row's columns; what is written as it stands keeps its evidence, and what the list does not
/// know stays.
pub(super) fn write_row(
    row: &mut toml::Table,
    spec: &ListSpec,
    values: &[(String, String)],
) -> Result<(), ChangeError> {
    let unknown = values
        .iter()
        .find(|(key, _)| !spec.columns.iter().any(|column| column.key == key));
    if let Some((key, _)) = unknown {
        return Err(ChangeError::new(
            format!("a {} has no `{}`", spec.one, cut(key)),
            "use the form of the page",
        ));
    }
    for column in spec.columns {
        let given = values
            .iter()
            .find(|(key, _)| key == column.key)
            .map_or("", |(_, value)| value.trim());
        if given.is_empty() {
            if !column.may_lack {
                return Err(ChangeError::new(
                    format!("the {} lacks “{}”", spec.one, column.label),
                    "fill it in",
                ));
            }
            row.remove(column.key);
        } else if cell_shown(row, column) != given {
            let what = format!("“{}” of the {}", column.label, spec.one);
            row.insert(column.key.to_owned(), read(column.cell, given, &what)?);
        }
    }
    Ok(())
}

fn read(cell: Cell, text: &str, what: &str) -> Result<toml::Value, ChangeError> {
    Ok(match cell {
        Cell::Number => figure(number_in(text, what)?),
        Cell::Whole => figure(whole_in(text, what)?),
        Cell::Count => whole_in(text, what)?.into(),
        Cell::Switch => switch(text, what)?.into(),
        Cell::Choice(words) => one_of(words, text, what)?.into(),
        Cell::Contributor | Cell::Host => text.to_uppercase().into(),
        Cell::Text => text.into(),
        Cell::Month => {
            if CalendarMonth::parse(text).is_none() {
                return Err(ChangeError::new(
                    format!("{what} is no month: `{}`", cut(text)),
                    "write year and month, as in 2026-01",
                ));
            }
            text.into()
        }
        Cell::Indicator => {
            let names = Indicator::ALL.map(Indicator::name);
            one_of(&names, text, what)?.into()
        }
    })
}

#[cfg(test)]
mod tests {
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
