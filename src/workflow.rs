//! The main job from end to end: check, apportion, simulate, compare, report.
