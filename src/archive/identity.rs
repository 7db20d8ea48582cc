//! What makes a run the run it is: its inputs, its seed and the program's version.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Everything that decides a run's results; two runs of equal identity are equal to the bit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunIdentity {
    /// The program's version.
    pub version: String,
    /// The commit it was built from, where that is known. Not part of the hashes, so that a build
    /// without version control recognises its own runs.
    pub commit: Option<String>,
    /// Seed of all random streams.
    pub seed: u64,
    /// Replicates of each option.
    pub replicates: u32,
    /// Name and SHA-256 of each input file, in the order of reading.
    pub inputs: Vec<(String, String)>,
    /// Whatever else was said on the command line that changes results, as in `--set`.
    pub settings: BTreeMap<String, String>,
}

/// An input file as it was read: what was hashed is what is copied.
#[derive(Clone, Copy, Debug)]
pub struct InputFile<'a> {
    /// Its name, as in `scenario.toml` or `tables/states.csv`.
    pub name: &'a str,
    /// Its bytes.
    pub contents: &'a [u8],
}

impl RunIdentity {
    /// SHA-256 in hexadecimal over all inputs, settings, seed and replicates.
    ///
    /// Each part is preceded by its length, so that no two lists of parts run together into the
    /// same bytes; inputs count in the order of their names.
    #[must_use]
    pub fn input_hash(&self) -> String {
        let mut inputs: Vec<_> = self.inputs.iter().collect();
        inputs.sort();
        let mut hasher = Sha256::new();
        let mut part = |text: &str| {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        part(&inputs.len().to_string());
        for (name, hash) in inputs {
            part(name);
            part(hash);
        }
        for (name, value) in &self.settings {
            part(name);
            part(value);
        }
        part(&self.seed.to_string());
        part(&self.replicates.to_string());
        hexadecimal(&hasher.finalize())
    }

    /// Twelve hexadecimal digits that name the run in footnotes: inputs, settings, seed,
    /// replicates and version.
    #[must_use]
    pub fn run_id(&self) -> String {
        let text = format!("{}\n{}", self.version, self.input_hash());
        let mut id = sha256(text.as_bytes());
        id.truncate(12);
        id
    }
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(contents: &[u8]) -> String {
    hexadecimal(&Sha256::digest(contents))
}

/// The commit that the program was built from: `FAIRSHARE_COMMIT` at build time or, failing that,
/// at run time; none where neither is set.
#[must_use]
pub fn commit() -> Option<String> {
    option_env!("FAIRSHARE_COMMIT")
        .map(str::to_owned)
        .or_else(|| std::env::var("FAIRSHARE_COMMIT").ok())
        .filter(|commit| !commit.is_empty())
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_agrees_with_the_standard() {
        // FIPS 180-4, example "abc".
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn the_hash_changes_with_every_part_but_not_with_the_order_of_inputs() {
        let identity = RunIdentity {
            version: "1".into(),
            seed: 7,
            replicates: 10,
            inputs: vec![("a".into(), "1".into()), ("b".into(), "2".into())],
            ..RunIdentity::default()
        };
        let mut turned = identity.clone();
        turned.inputs.reverse();
        assert_eq!(identity.input_hash(), turned.input_hash());
        let mut others = vec![identity.clone(); 4];
        others[0].seed = 8;
        others[1].replicates = 11;
        others[2].inputs[0].1 = "3".into();
        others[3].settings.insert("set".into(), "x".into());
        for other in &others {
            assert_ne!(identity.input_hash(), other.input_hash());
        }
        let mut newer = identity.clone();
        newer.version = "2".into();
        assert_eq!(identity.input_hash(), newer.input_hash());
        assert_ne!(identity.run_id(), newer.run_id());
        assert_eq!(identity.run_id().len(), 12);
    }
}
