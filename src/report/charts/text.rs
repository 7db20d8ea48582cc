//! Measuring and breaking text with the metrics of the font that is drawn.

use std::sync::LazyLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// The font as it stands in the SVG. The first is embedded in bitmaps and measures all text; the
/// others are on most machines and no wider, so that text that fits here fits there.
pub(super) const FONT_FAMILY: &str =
    "DejaVu Sans Condensed, Arial, Helvetica, Liberation Sans, sans-serif";

/// Plotters sizes text by this multiple of the font size that it writes into an SVG.
pub(super) const PLOTTERS_SIZE: f64 = 1.24;

/// Height of the font's line over its em: (1901 + 483) / 2048 units, from the font's `hhea` table.
/// The metrics that plotters returns are for text of that line height, not of that em.
const LINE_OVER_EM: f64 = 2384.0 / 2048.0;

/// Text is measured at this size, because plotters returns whole pixels.
const MEASURING_SIZE: f64 = 2000.0;

static REGISTERED: LazyLock<bool> = LazyLock::new(|| {
    let faces = [
        (FontStyle::Normal, dejavu::sans_condensed::regular()),
        (FontStyle::Bold, dejavu::sans_condensed::bold()),
    ];
    faces
        .into_iter()
        .all(|(style, bytes)| register_font(FONT_FAMILY, style, bytes).is_ok())
});

/// Registers the embedded font with plotters; false if it cannot be read.
pub(super) fn font_is_ready() -> bool {
    *REGISTERED
}

/// The width of a line of text, pixels.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let style = if bold {
        FontStyle::Bold
    } else {
        FontStyle::Normal
    };
    if !font_is_ready() {
        return 0.0;
    }
    let font = FontDesc::new(FontFamily::Name(FONT_FAMILY), MEASURING_SIZE, style);
    let measured = font.box_size(text).map_or(0, |(width, _)| width);
    f64::from(measured) / MEASURING_SIZE * LINE_OVER_EM * size
}

/// Breaks text into lines no wider than `limit`, at spaces; a single word that is wider is cut.
pub(super) fn wrap(text: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // Only plain spaces may break; thin and non-breaking ones hold numbers and units together.
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let joined = match lines.last() {
            Some(line) => format!("{line} {word}"),
            None => word.to_owned(),
        };
        if width(&joined, size, bold) <= limit {
            match lines.last_mut() {
                Some(line) => *line = joined,
                None => lines.push(joined),
            }
        } else {
            lines.push(fit(word, size, bold, limit));
        }
    }
    lines
}

/// As [`wrap`], with lines of about the same width, so that no word stands alone in the last.
pub(super) fn wrap_evenly(text: &str, size: f64, bold: bool, limit: f64) -> Vec<String> {
    let widest = wrap(text, size, bold, limit);
    let (mut narrow, mut wide) = (limit / 2.0, limit);
    // Halving eight times finds the width to a few pixels.
    for _ in 0..8 {
        let middle = f64::midpoint(narrow, wide);
        let is_whole = text
            .split(' ')
            .all(|word| width(word, size, bold) <= middle);
        if is_whole && wrap(text, size, bold, middle).len() == widest.len() {
            wide = middle;
        } else {
            narrow = middle;
        }
    }
    wrap(text, size, bold, wide)
}

/// The text, cut with `…` where it is wider than `limit`.
pub(super) fn fit(text: &str, size: f64, bold: bool, limit: f64) -> String {
    if width(text, size, bold) <= limit {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while short.pop().is_some() {
        let cut = format!("{}…", short.trim_end());
        if width(&cut, size, bold) <= limit {
            return cut;
        }
    }
    String::new()
}

/// At most `most` lines; what does not fit is cut with `…` in the last.
pub(super) fn wrap_within(
    text: &str,
    size: f64,
    bold: bool,
    limit: f64,
    most: usize,
) -> Vec<String> {
    let lines = wrap(text, size, bold, limit);
    if lines.len() <= most {
        return lines;
    }
    let mut kept: Vec<_> = lines.iter().take(most.saturating_sub(1)).cloned().collect();
    let rest = lines
        .iter()
        .skip(kept.len())
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    kept.push(fit(&rest, size, bold, limit));
    kept
}

/// Moves positions apart until neighbours are at least `gap` away from each other, all within
/// `low` to `high` where there is room; the order is kept and every position moves little.
pub(super) fn spread(positions: &mut [f64], gap: f64, low: f64, high: f64) {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by(|&left, &right| {
        positions[left]
            .total_cmp(&positions[right])
            .then(left.cmp(&right))
    });
    // Blocks of labels that touch: first index in `order`, count, and the wanted place of the
    // block's first label, averaged over its members (pool adjacent violators).
    let mut blocks: Vec<(usize, usize, f64)> = Vec::new();
    for (rank, &index) in order.iter().enumerate() {
        let mut block = (rank, 1, positions[index]);
        while let Some(&(first, count, start)) = blocks.last() {
            if start + count as f64 * gap <= block.2 {
                break;
            }
            blocks.pop();
            let total = count + block.1;
            let pulled = block.2 - count as f64 * gap;
            let mean = (start * count as f64 + pulled * block.1 as f64) / total as f64;
            block = (first, total, mean);
        }
        let room = (high - low - (block.1 - 1) as f64 * gap).max(0.0);
        block.2 = block.2.clamp(low, low + room);
        // Clamping may push the block onto the one before it.
        while let Some(&(first, count, start)) = blocks.last() {
            if start + count as f64 * gap <= block.2 {
                break;
            }
            blocks.pop();
            let total = count + block.1;
            let room = (high - low - (total - 1) as f64 * gap).max(0.0);
            let pulled = block.2 - count as f64 * gap;
            let mean = (start * count as f64 + pulled * block.1 as f64) / total as f64;
            block = (first, total, mean.clamp(low, low + room));
        }
        blocks.push(block);
    }
    for (first, count, start) in blocks {
        for (step, &index) in order.iter().skip(first).take(count).enumerate() {
            positions[index] = start + step as f64 * gap;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measured_widths_are_those_of_the_rasteriser() {
        for (text, bold) in [
            ("Money received covers 44–52 % of needs", true),
            (
                "United Kingdom of Great Britain and Northern Ireland",
                false,
            ),
            ("1\u{2009}234\u{2009}567", false),
        ] {
            let weight = if bold { "bold" } else { "normal" };
            let svg = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' width='2000' height='100'>\
                 <text x='0' y='50' font-family='{FONT_FAMILY}' font-weight='{weight}' \
                 font-size='40'>{text}</text></svg>"
            );
            let drawn = super::super::raster::text_extents(&svg).expect("an SVG");
            let own = width(text, 40.0, bold);
            assert!(
                (drawn - own).abs() < 0.5,
                "{text}: {own} measured, {drawn} drawn"
            );
        }
    }

    #[test]
    fn words_break_at_spaces_only_and_nothing_is_lost() {
        let text = "Money received covers 44–52\u{202f}% of needs under every option";
        let lines = wrap(text, 25.0, true, 300.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|line| width(line, 25.0, true) <= 300.0));
        assert_eq!(wrap_within(text, 25.0, true, 300.0, 1).len(), 1);
    }

    #[test]
    fn labels_are_moved_apart_in_order_and_stay_inside() {
        let mut positions = [50.0, 52.0, 10.0, 99.0, 98.0];
        spread(&mut positions, 10.0, 0.0, 100.0);
        let mut sorted = positions;
        sorted.sort_by(f64::total_cmp);
        assert!(
            sorted
                .windows(2)
                .all(|pair| pair[1] - pair[0] >= 10.0 - 1e-9)
        );
        assert!(sorted[0] >= 0.0 && sorted[4] <= 100.0);
        assert!(positions[0] < positions[1] && positions[4] < positions[3]);
        assert_eq!(positions[2], 10.0);
    }
}
