//! A grid of dots, two across and four down in each character, of which each remembers the series drawn last.

/// Dots of a character from left to right.
pub(super) const DOTS_ACROSS: usize = 2;
/// Dots of a character from top to bottom.
pub(super) const DOTS_DOWN: usize = 4;
/// The braille pattern without dots (Unicode block U+2800).
const EMPTY: u32 = 0x2800;
/// Which bit of the pattern a dot is, by row and column: six dots came first, the lowest row was added.
const BITS: [[u8; DOTS_ACROSS]; DOTS_DOWN] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// A dot's column and row, from the top left.
pub(super) type Dot = (usize, usize);

/// What was drawn so far.
pub(super) struct Canvas {
    columns: usize,
    rows: usize,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    bits: u8,
    series: Option<usize>,
}

impl Canvas {
    /// Nothing drawn, for so many characters.
    pub(super) fn new(columns: usize, rows: usize) -> Canvas {
        Canvas { columns, rows, cells: vec![Cell::default(); columns * rows] }
    }

    /// Draws a dot. What lies outside is not drawn.
    pub(super) fn dot(&mut self, series: usize, (x, y): Dot) {
        let (column, row) = (x / DOTS_ACROSS, y / DOTS_DOWN);
        if self.columns <= column || self.rows <= row {
            return;
        }
        let cell = &mut self.cells[row * self.columns + column];
        cell.bits |= BITS[y % DOTS_DOWN][x % DOTS_ACROSS];
        cell.series = Some(series);
    }

    /// Draws a straight line: as many dots as its longer side has.
    pub(super) fn line(&mut self, series: usize, from: Dot, to: Dot) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        for step in 0..=steps {
            self.dot(series, (between(from.0, to.0, step, steps), between(from.1, to.1, step, steps)));
        }
    }

    /// A row of characters: the series drawn last, if any was, and the dots of all.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (Option<usize>, char)> + '_ {
        let cells = &self.cells[row * self.columns..(row + 1) * self.columns];
        cells.iter().map(|cell| (cell.series, char::from_u32(EMPTY + u32::from(cell.bits)).unwrap_or(' ')))
    }
}

/// The nearest whole number on the way.
fn between(from: usize, to: usize, step: usize, steps: usize) -> usize {
    (from * (steps - step) + to * step + steps / 2) / steps
}

/// The dot for a fraction (0 to 1) of so many.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the canvas")]
#[expect(clippy::cast_precision_loss, reason = "a terminal has some hundred dots")]
pub(super) fn dot(fraction: f64, dots: usize) -> usize {
    let last = dots.saturating_sub(1);
    ((fraction.clamp(0.0, 1.0) * last as f64).round() as usize).min(last)
}
