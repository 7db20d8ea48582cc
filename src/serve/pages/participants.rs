//! Who takes part in an option's plan.

use maud::{Markup, html};

use crate::id::ContributorId;
use crate::model::{ParticipantGroup, Participants, PolicyOption};
use crate::serve::draft::Draft;

/// The text of participants as changes have it.
pub(super) fn as_text(option: &PolicyOption) -> String {
    match &option.participants {
        Participants::Group(ParticipantGroup::UnMembers) => "un-members".to_owned(),
        Participants::List(ids) => joined(ids.iter()),
        Participants::Group(ParticipantGroup::Contributors) | Participants::Default => {
            "contributors".to_owned()
        }
    }
}

fn joined<'a>(ids: impl Iterator<Item = &'a ContributorId>) -> String {
    let ids: Vec<&str> = ids.map(ContributorId::as_str).collect();
    ids.join(",")
}

/// The text that a form comes to: the group, or those that are ticked. All ticked are the group of
/// contributors, and nobody ticked is left to the scenario's own check.
pub(super) fn from_form(draft: &Draft, group: &str, ticked: &[String]) -> String {
    if group == "un-members" {
        return group.to_owned();
    }
    let contributors = &draft.loaded.situation.contributors;
    let chosen: Vec<&str> = contributors
        .iter()
        .map(|one| one.id.as_str())
        .filter(|id| ticked.iter().any(|one| one == id))
        .collect();
    if chosen.len() == contributors.len() {
        "contributors".to_owned()
    } else {
        chosen.join(",")
    }
}

/// The choice of a group, and one box for each contributor.
pub(super) fn choice(draft: &Draft, option: &PolicyOption) -> Markup {
    let contributors = &draft.loaded.situation.contributors;
    let takes_part = |id: &ContributorId| match &option.participants {
        Participants::List(ids) => ids.contains(id),
        _ => true,
    };
    let count = contributors
        .iter()
        .filter(|one| takes_part(&one.id))
        .count();
    let is_all = matches!(
        option.participants,
        Participants::Group(ParticipantGroup::UnMembers)
    );
    let mut sorted: Vec<_> = contributors.iter().collect();
    sorted.sort_by(|one, other| one.name.cmp(&other.name));
    html! {
        fieldset.participants {
            legend { "Who takes part" }
            input type="hidden" name="participants-shown" value="1";
            div.field {
                label for="participants" { "Group" }
                select #participants name="participants" data-submits {
                    option value="contributors" selected[!is_all] { "Contributors ticked below" }
                    option value="un-members" selected[is_all] { "All Members of the United Nations" }
                }
            }
            details open[count < contributors.len()] {
                summary { (count) " of " (contributors.len()) " contributors take part" }
                div.boxes {
                    @for one in sorted {
                        label {
                            input type="checkbox" name="in" value=(one.id.as_str())
                                checked[takes_part(&one.id)] disabled[is_all] data-submits;
                            (one.name)
                        }
                    }
                }
                @if is_all {
                    p.note { "Every Member shares; choose the contributors to leave one out." }
                }
            }
        }
    }
}
