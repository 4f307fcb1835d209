//! A chart in a terminal: lines of dots (braille has eight to a character) between an axis of values and one of time.

mod canvas;

mod numbers;

mod ticks;

use canvas::Canvas;
use jiff::Zoned;
use numbers::Scale;

/// Colours of series, as SGR codes (ECMA-48, 8.3.117): those that can be told apart on a dark and on a light ground.
const COLOURS: [u8; 6] = [36, 33, 35, 32, 34, 31];
/// What series are drawn with where there are no colours.
const MARKS: [char; 6] = ['*', 'o', '+', 'x', '#', '@'];
/// As many series as can be told apart.
pub(crate) const MOST_SERIES: usize = COLOURS.len();
/// Labels of values are this wide at most; see `numbers`.
const LEAST_WIDTH: usize = 24;

/// A line of the chart.
pub(crate) struct Series {
    /// What the legend calls it.
    pub(crate) name: String,
    /// Times in ms and values, in order of time.
    pub(crate) points: Vec<(i64, f64)>,
}

/// How it is drawn.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The first moment.
    pub(crate) start: Zoned,
    /// The last moment.
    pub(crate) end: Zoned,
    /// Characters a line.
    pub(crate) width: usize,
    /// Lines, without the axis of time and the legend.
    pub(crate) height: usize,
    /// Whether series are told apart by colours.
    pub(crate) colours: bool,
    /// Dots alone, not joined by lines.
    pub(crate) dots: bool,
}

/// The chart as lines of text. There is a point at least, and no more than [`MOST_SERIES`].
pub(crate) fn draw(series: &[Series], frame: &Frame) -> Vec<String> {
    let values = series.iter().flat_map(|series| series.points.iter().map(|(_, value)| *value));
    let scale = Scale::around(values, frame.height);
    let margin = scale.label_width();
    let columns = frame.width.max(LEAST_WIDTH).saturating_sub(margin + 2);
    let canvas = paint(series, frame, &scale, columns);
    let marked = !frame.colours && 1 < series.len();
    let mut lines = Vec::new();
    for row in 0..frame.height {
        let label = scale.label(row).unwrap_or_default();
        let edge = if label.is_empty() { '│' } else { '┤' };
        lines.push(format!("{label:>margin$} {edge}{}", cells(&canvas, row, frame.colours, marked)));
    }
    let (axis, labels) = ticks::axis(&frame.start, &frame.end, columns);
    lines.push(format!("{:margin$} └{axis}", ""));
    lines.push(format!("{:margin$}  {labels}", "").trim_end().to_owned());
    if 1 < series.len() || series.iter().any(|series| !series.name.is_empty()) {
        let legend = series.iter().enumerate();
        lines.extend(
            legend.map(|(index, series)| format!("{:margin$}  {} {}", "", sample(index, frame.colours), series.name)),
        );
    }
    lines
}

fn paint(series: &[Series], frame: &Frame, scale: &Scale, columns: usize) -> Canvas {
    let (start, end) = (frame.start.timestamp().as_millisecond(), frame.end.timestamp().as_millisecond());
    let mut canvas = Canvas::new(columns, frame.height);
    for (index, series) in series.iter().enumerate() {
        let dots = series.points.iter().map(|(time, value)| {
            (canvas::dot(fraction(*time, start, end), columns * canvas::DOTS_ACROSS), scale.dot(*value))
        });
        let dots: Vec<_> = dots.collect();
        match dots.as_slice() {
            [_, _, ..] if !frame.dots => dots.windows(2).for_each(|pair| canvas.line(index, pair[0], pair[1])),
            dots => dots.iter().for_each(|dot| canvas.dot(index, *dot)),
        }
    }
    canvas
}

/// Where a time lies between two, 0 to 1. f64 counts ms exactly for longer than there have been any.
#[expect(clippy::cast_precision_loss, reason = "a dot is far wider than what is lost")]
fn fraction(time: i64, start: i64, end: i64) -> f64 {
    if end <= start { 0.0 } else { (time - start) as f64 / (end - start) as f64 }
}

/// A row of the canvas, each run of one colour in its codes.
fn cells(canvas: &Canvas, row: usize, colours: bool, marked: bool) -> String {
    let mut line = String::new();
    let mut colour = None;
    for (series, braille) in canvas.row(row) {
        let wanted = series.filter(|_| colours).map(|series| COLOURS[series % COLOURS.len()]);
        if wanted != colour {
            line.push_str(&wanted.map_or_else(|| "\x1b[0m".to_owned(), |code| format!("\x1b[{code}m")));
            colour = wanted;
        }
        line.push(match series {
            None => ' ',
            Some(series) if marked => MARKS[series % MARKS.len()],
            Some(_) => braille,
        });
    }
    if colour.is_some() {
        line.push_str("\x1b[0m");
    }
    line.trim_end().to_owned()
}

/// What a series looks like, for the legend.
fn sample(series: usize, colours: bool) -> String {
    match colours {
        true => format!("\x1b[{}m━━\x1b[0m", COLOURS[series % COLOURS.len()]),
        false => MARKS[series % MARKS.len()].to_string(),
    }
}
