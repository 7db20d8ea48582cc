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

/// All of them.
pub const EXAMPLES: &[Example] = &[Example {
    name: "reference",
    summary: "synthetic: one country of origin, four hosts, five options over fifteen years",
    files: &[
        (
            "reference.toml",
            include_str!("../../scenarios/reference.toml"),
        ),
        (
            "reference/country.csv",
            include_str!("../../scenarios/reference/country.csv"),
        ),
        (
            "reference/contributor.csv",
            include_str!("../../scenarios/reference/contributor.csv"),
        ),
        (
            "reference/population.csv",
            include_str!("../../scenarios/reference/population.csv"),
        ),
    ],
}];

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
