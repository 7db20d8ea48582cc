//! Collecting problems instead of stopping at the first.

use super::{Problem, Severity};

/// A list of problems that grows while checking goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// Adds a problem, unless the very same one is there already.
    pub fn push(&mut self, problem: Problem) {
        if !self.list.contains(&problem) {
            self.list.push(problem);
        }
    }

    /// Adds all problems of another list.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            self.push(problem);
        }
    }

    /// Whether one of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    /// How many there are so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Keeps those that a test lets through.
    pub fn retain(&mut self, keep: impl FnMut(&Problem) -> bool) {
        self.list.retain(keep);
    }

    /// All of them in reading order: by file in the order of reading, by place in the file, then
    /// those without a place by key path. The order never depends on how they were found.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.list.sort_by(|left, right| {
            let order = |problem: &Problem| {
                problem.place.as_ref().map_or((1, None, 0, 0), |place| {
                    (0, Some(place.source), place.span.start, place.span.end)
                })
            };
            order(left)
                .cmp(&order(right))
                .then_with(|| left.path.cmp(&right.path))
                .then_with(|| left.rule.cmp(right.rule))
                .then_with(|| left.message.cmp(&right.message))
        });
        self.list
    }
}
