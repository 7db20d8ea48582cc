//! The scenarios that are built into the binary, with their tables.

/// A scenario in the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Name, as in `fairshare example copy reference`.
    pub name: &'static str,
    /// What it shows, in a line.
    pub summary: &'static str,
    /// Its files by relative path, the scenario first.
    pub files: &'static [(&'static str, &'static str)],
}

/// Embeds files of the folder `scenarios/`.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../scenarios/", $name)))),+]
    };
}

/// Embeds a scenario of a real situation with its five tables.
macro_rules! situation {
    ($name:literal) => {
        &[
            (
                concat!($name, ".toml"),
                include_str!(concat!("../../scenarios/", $name, ".toml")),
            ),
            (
                concat!($name, "/population.csv"),
                include_str!(concat!("../../scenarios/", $name, "/population.csv")),
            ),
            (
                concat!($name, "/arrival_year.csv"),
                include_str!(concat!("../../scenarios/", $name, "/arrival_year.csv")),
            ),
            (
                concat!($name, "/contributors.csv"),
                include_str!(concat!("../../scenarios/", $name, "/contributors.csv")),
            ),
            (
                concat!($name, "/pledges.csv"),
                include_str!(concat!("../../scenarios/", $name, "/pledges.csv")),
            ),
            (
                concat!($name, "/funding_history.csv"),
                include_str!(concat!("../../scenarios/", $name, "/funding_history.csv")),
            ),
        ]
    };
}

/// All of them.
pub const EXAMPLES: &[Example] = &[
    Example {
        name: "reference",
        summary: "synthetic: one country of origin, four hosts, five options over fifteen years",
        files: files![
            "reference.toml",
            "reference/country.csv",
            "reference/contributor.csv",
            "reference/population.csv",
        ],
    },
    Example {
        name: "south-sudan",
        summary: "real: South Sudanese refugees in five hosts from 2026, three options",
        files: situation!("south-sudan"),
    },
    Example {
        name: "syria",
        summary: "real: Syrian refugees in five hosts as they return, from 2026, four options",
        files: situation!("syria"),
    },
    Example {
        name: "rohingya",
        summary: "real: Rohingya refugees in Bangladesh from 2026, four options",
        files: situation!("rohingya"),
    },
    Example {
        name: "sudan",
        summary: "real: people who flee the war in Sudan in four hosts, from 2026, four options",
        files: situation!("sudan"),
    },
    Example {
        name: "afghanistan",
        summary: "real: Afghans in Pakistan and Iran, returned under pressure, from 2026, four options",
        files: situation!("afghanistan"),
    },
    Example {
        name: "somalia",
        summary: "real: Somali refugees in Kenya and Ethiopia from 2026, four options",
        files: situation!("somalia"),
    },
    Example {
        name: "burundi",
        summary: "real: Burundian refugees in four hosts from 2026, four options",
        files: situation!("burundi"),
    },
    Example {
        name: "kosovo-1999",
        summary: "historical: evacuation of 90,000 people from North Macedonia in 1999",
        files: files!["kosovo-1999.toml", "kosovo-1999/contributors.csv"],
    },
    Example {
        name: "eu-relocation-2015",
        summary: "apportionment only: 120,000 places in 22 States by the keys of 2015",
        files: files![
            "eu-relocation-2015.toml",
            "eu-relocation-2015/country.csv",
            "eu-relocation-2015/quota.csv",
        ],
    },
    Example {
        name: "eu-solidarity-pool",
        summary: "apportionment only: the solidarity pool of Regulation (EU) 2024/1351 for 2026",
        files: files!["eu-solidarity-pool.toml"],
    },
];

/// The example of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.name == name)
}

impl Example {
    /// The scenario file's text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.files.first().map_or("", |(_, text)| text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{LoadOptions, load};

    /// Every file that an example reads is one that it brings along, and it loads.
    #[test]
    fn every_example_loads_from_its_own_files() {
        for example in EXAMPLES {
            let folder = tempfile::tempdir().expect("a folder");
            for (name, text) in example.files {
                let path = folder.path().join(name);
                std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
                std::fs::write(path, text).expect("a file");
            }
            let scenario = folder.path().join(format!("{}.toml", example.name));
            let loaded = load(&scenario, &LoadOptions::default()).expect("an example");
            let mut read: Vec<&str> = loaded
                .inputs
                .iter()
                .map(|input| input.name.as_str())
                .collect();
            let mut brought: Vec<&str> = example.files.iter().map(|(name, _)| *name).collect();
            read.sort_unstable();
            brought.sort_unstable();
            assert_eq!(read, brought, "{}", example.name);
            assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
        }
    }

    #[test]
    fn every_default_says_what_it_rests_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let scenario = folder.path().join("reference.toml");
        for (name, text) in find("reference").expect("the reference").files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let loaded = load(&scenario, &LoadOptions::default()).expect("the reference");
        let rows = loaded.tree.parameters();
        let unstated: Vec<&str> = rows
            .iter()
            .filter(|row| row.origin == "default" && row.basis.is_none())
            .map(|row| row.path.as_str())
            .collect();
        // A price year is a convention, not a claim.
        assert_eq!(unstated, ["finance.price_year"]);
    }
}
