//! Registration and status determination by their rules.

use super::*;
use crate::simulate::common::everything::everything;
use crate::simulate::fixture::after;

#[test]
fn the_year_s_share_of_claims_recognised_is_drawn_for_each_host() {
    let mut situation = everything();
    let registration = &mut situation.parameters.registration;
    registration.recognition_mean_share = 0.6;
    registration.recognition_concentration = 24.0;
    after(&situation, 0, |setup, _, _, space| {
        let state = &mut space.state;
        let (mut sum, mut squares, draws) = ([0.0; 3], [0.0; 3], 4_000);
        for number in 0..draws {
            let streams = Streams::new(11, number);
            state.month = 3;
            draw_recognition(setup, &streams, state);
            let shares: Vec<f64> = state
                .hosts
                .iter()
                .map(|host| host.recognition_share)
                .collect();
            assert!(shares[0] != shares[1] && shares[1] != shares[2]);
            for (host, share) in shares.iter().enumerate() {
                sum[host] += share;
                squares[host] += share * share;
            }
            // The same all year, and another one in the next.
            state.month = 9;
            draw_recognition(setup, &streams, state);
            assert_eq!(state.hosts[1].recognition_share, shares[1]);
            state.month = 12;
            draw_recognition(setup, &streams, state);
            assert_ne!(state.hosts[1].recognition_share, shares[1]);
        }
        // Beta: a variance of 0.6 · 0.4 / 25. Five standard errors.
        let variance = 0.6 * 0.4 / 25.0;
        let count = draws as f64;
        for (sum, squares) in sum.into_iter().zip(squares) {
            let mean = sum / count;
            assert!(
                (mean - 0.6).abs() < 5.0 * (variance / count).sqrt(),
                "{mean}"
            );
            let seen = squares / count - mean * mean;
            assert!((seen / variance - 1.0).abs() < 0.12, "{seen}");
        }
    });
}

#[test]
fn claims_are_decided_by_posts_and_recognised_by_the_share_of_the_year() {
    let mut situation = everything();
    situation.hosts[1].status_determination_posts = 120.0;
    situation
        .parameters
        .registration
        .determination_cases_per_post_per_year = 300.0;
    after(&situation, 0, |setup, _, streams, space| {
        for (share, waiting, decided) in [(1.0, 50_000, 3_000), (0.0, 50_000, 3_000), (1.0, 70, 70)]
        {
            let (state, moves) = (&mut space.state, &mut space.moves);
            state.coverage.fill(1.0);
            state.refresh_reach(&setup.situation.parameters.response);
            state.protracted.hosts[1].effects = crate::simulate::protracted::Effects::default();
            let host = &mut state.hosts[1];
            host.people.fill(0);
            for status in &mut host.exile {
                status.fill(0);
            }
            let seekers = LiveStatus::AsylumSeeker.index();
            host.status_mut(seekers)[3] = waiting;
            host.status_classes_mut(seekers)[4] = waiting;
            host.recognition_share = share;
            register(setup, streams, state, 1, moves);
            let host = &state.hosts[1];
            let total = |status: LiveStatus| host.status_total(status.index());
            assert_eq!(total(LiveStatus::AsylumSeeker), waiting - decided);
            let recognised = if share > 0.5 { decided } else { 0 };
            assert_eq!(total(LiveStatus::Recognised), recognised);
            assert_eq!(total(LiveStatus::NotRecognised), decided - recognised);
        }
    });
}
