//! The house style in numbers: colours, sizes, weights.

use plotters::style::RGBColor;

/// Text and strong lines.
pub(super) const INK: RGBColor = RGBColor(26, 26, 26);
/// Secondary text; contrast with white above 7 : 1.
pub(super) const MUTED: RGBColor = RGBColor(84, 88, 92);
/// Axes, dividers, leaders.
pub(super) const AXIS: RGBColor = RGBColor(138, 143, 148);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(226, 229, 232);
/// Quiet areas.
pub(super) const QUIET: RGBColor = RGBColor(221, 225, 228);
/// The accent: blue of Okabe and Ito's palette.
pub(super) const ACCENT: RGBColor = RGBColor(0, 114, 178);
/// Sky blue, light in greyscale.
pub(super) const SKY: RGBColor = RGBColor(124, 196, 238);
/// Vermillion of the same palette, of middle darkness in greyscale.
pub(super) const VERMILLION: RGBColor = RGBColor(213, 94, 0);
/// A last layer beside vermillion: darker than it.
pub(super) const PURPLE: RGBColor = RGBColor(90, 60, 130);
/// Paper.
pub(super) const WHITE: RGBColor = RGBColor(255, 255, 255);

/// Width of every chart, pixels.
pub(super) const WIDTH: f64 = 1200.0;
/// Margin on all sides.
pub(super) const MARGIN: f64 = 36.0;

/// Size of titles, pixels.
pub(super) const TITLE: f64 = 25.0;
/// Size of subtitles.
pub(super) const SUBTITLE: f64 = 16.5;
/// Size of panel headings.
pub(super) const HEADING: f64 = 17.0;
/// Size of labels.
pub(super) const LABEL: f64 = 15.0;
/// Size of numbers on axes.
pub(super) const TICK: f64 = 14.5;
/// Size of source and note.
pub(super) const FOOTER: f64 = 13.0;

/// Distance between lines of text, as a multiple of its size.
pub(super) const LINE_HEIGHT: f64 = 1.32;
