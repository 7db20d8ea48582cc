//! Of one session's live requests only the latest is worth an answer.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// Sessions that are remembered; the one that was quiet longest is forgotten first.
const SESSIONS: usize = 512;

/// The latest request of each session.
#[derive(Debug, Default)]
pub(crate) struct LatestWins {
    inner: Mutex<Latest>,
}

#[derive(Debug, Default)]
struct Latest {
    clock: u64,
    sessions: BTreeMap<String, (u64, u64)>,
}

impl LatestWins {
    /// Notes a request.
    pub(crate) fn arrived(&self, session: &str, number: u64) {
        let Ok(mut inner) = self.inner.lock() else {
            return;
        };
        inner.clock += 1;
        let clock = inner.clock;
        let entry = inner.sessions.entry(session.to_owned()).or_default();
        *entry = (entry.0.max(number), clock);
        if inner.sessions.len() > SESSIONS {
            let quiet = inner
                .sessions
                .iter()
                .min_by_key(|(_, (_, seen))| *seen)
                .map(|(name, _)| name.clone());
            if let Some(quiet) = quiet {
                inner.sessions.remove(&quiet);
            }
        }
    }

    /// Whether the session has asked for something newer since.
    pub(crate) fn is_superseded(&self, session: &str, number: u64) -> bool {
        self.inner.lock().is_ok_and(|inner| {
            inner
                .sessions
                .get(session)
                .is_some_and(|&(latest, _)| latest > number)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_request_of_a_session_wins_and_sessions_do_not_meet() {
        let latest = LatestWins::default();
        latest.arrived("a", 1);
        latest.arrived("b", 7);
        assert!(!latest.is_superseded("a", 1));
        latest.arrived("a", 3);
        latest.arrived("a", 2);
        assert!(latest.is_superseded("a", 1) && latest.is_superseded("a", 2));
        assert!(!latest.is_superseded("a", 3) && !latest.is_superseded("b", 7));
    }

    #[test]
    fn no_more_sessions_are_remembered_than_there_is_room_for() {
        let latest = LatestWins::default();
        for number in 0..2 * SESSIONS {
            latest.arrived(&format!("session {number}"), 1);
        }
        let inner = latest.inner.lock().expect("a lock");
        assert_eq!(inner.sessions.len(), SESSIONS);
        assert!(
            inner
                .sessions
                .contains_key(&format!("session {}", 2 * SESSIONS - 1))
        );
    }
}
