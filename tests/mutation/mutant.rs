//! Which mutant acts: the one whose number the environment's `MUTANT` holds. With `MUTANT_REACH` none
//! acts, and the file that it names receives the first and last number of every place that is reached.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
static ACTIVE: AtomicU32 = AtomicU32::new(u32::MAX);
const REACH: u32 = u32::MAX - 1;
static REACHED: [AtomicBool; 16384] = [const { AtomicBool::new(false) }; 16384];
#[inline]
pub(crate) fn active(first: u32, last: u32) -> u32 {
    let a = ACTIVE.load(Relaxed);
    if a >= REACH {
        return cold(first, last);
    }
    if a >= first && a <= last { a } else { 0 }
}
#[inline]
pub(crate) fn on(id: u32) -> bool {
    active(id, id) == id
}
#[cold]
#[inline(never)]
fn cold(first: u32, last: u32) -> u32 {
    if ACTIVE.load(Relaxed) == u32::MAX {
        let a = if std::env::var_os("MUTANT_REACH").is_some() {
            REACH
        } else {
            std::env::var("MUTANT")
                .ok()
                .and_then(|v| v.parse().ok())
                .unwrap_or(0)
        };
        ACTIVE.store(a, Relaxed);
        if a != REACH {
            return active(first, last);
        }
    }
    if !REACHED[first as usize].load(Relaxed) && !REACHED[first as usize].swap(true, Relaxed) {
        use std::io::Write as _;
        let path = std::env::var("MUTANT_REACH").unwrap();
        let mut f = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(path)
            .unwrap();
        f.write_all(format!("{first} {last}\n").as_bytes()).unwrap();
    }
    0
}
