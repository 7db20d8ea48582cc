//! "Did you mean": the likeliest of some names.

/// The candidate closest to what was written, where one is close enough to be meant.
///
/// Closeness is Damerau–Levenshtein similarity, with a common prefix or shared words counting
/// for half; ties go to the earlier candidate.
#[must_use]
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    const ENOUGH: f64 = 0.7;
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let score = similarity(written, candidate);
        if score >= ENOUGH && best.is_none_or(|(so_far, _)| score > so_far) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn similarity(written: &str, candidate: &str) -> f64 {
    let written = written.to_lowercase().replace('-', "_");
    let candidate = candidate.to_lowercase().replace('-', "_");
    let letters = strsim::normalized_damerau_levenshtein(&written, &candidate);
    // A forgotten or swapped word, as in `refugees` for `refugees_persons`.
    let words = strsim::sorensen_dice(&written, &candidate);
    letters.max(f64::midpoint(letters, words)).max(
        if candidate.starts_with(&format!("{written}_")) {
            0.75
        } else {
            0.0
        },
    )
}

/// The sentence that offers a suggestion, or lists what is allowed where nothing is close.
#[must_use]
pub fn did_you_mean<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    if let Some(candidate) = closest(written, candidates.clone()) {
        return format!("did you mean `{candidate}`?");
    }
    let mut names: Vec<String> = candidates
        .into_iter()
        .map(|candidate| format!("`{candidate}`"))
        .collect();
    match names.len() {
        0 => String::new(),
        1..=16 => format!("possible here: {}", names.join(", ")),
        length => {
            names.truncate(16);
            format!(
                "possible here: {} and {} more",
                names.join(", "),
                length - 16
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_what_was_meant() {
        let names = ["refugees_persons", "arrival_share", "status_determination"];
        assert_eq!(closest("refugee_persons", names), Some("refugees_persons"));
        assert_eq!(closest("arival_share", names), Some("arrival_share"));
        assert_eq!(closest("refugees", names), Some("refugees_persons"));
        assert_eq!(closest("zebra", names), None);
    }
}
