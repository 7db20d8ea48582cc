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
        files: files![
            "south-sudan.toml",
            "south-sudan/population.csv",
            "south-sudan/arrival_year.csv",
            "south-sudan/contributors.csv",
            "south-sudan/pledges.csv",
            "south-sudan/funding_history.csv",
        ],
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
