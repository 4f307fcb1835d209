//! Columns of points, and of the identities of points.
//!
//! ```text
//!   count
//!   number of each point's set, in order of first use     (integers; free where there is one set)
//!   timestamps                                            (integers)
//!   the sets themselves                                   (labels)
//!   values                                                (floats; absent for mere identities)
//! ```
//!
//! Where there is more than one set, timestamps and values each begin with a byte that tells their order.

use super::by_set::BySet;
use super::bytes::{Reader, Writer};
use super::{CodecError, floats, integers, labels};
use crate::columns::Columns;
use crate::dimensions::{Dimensions, Sets};

/// One point after the other.
const AS_THEY_COME: u8 = 0;
/// One set after the other.
const BY_SET: u8 = 1;

pub(super) fn write(writer: &mut Writer, points: &Columns) {
    if let Some(order) = write_identities(writer, &points.timestamps, &points.set_of, &points.sets) {
        write_column(writer, &order, &points.values, floats::write);
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Columns, CodecError> {
    let Some(Identities { timestamps, set_of, sets, order }) = Identities::read(reader)? else {
        return Ok(Columns::default());
    };
    let values = read_column(reader, &order, &set_of, floats::read)?;
    let (numbers, sets) = intern(&sets);
    let set_of = match numbers {
        Some(numbers) => set_of.into_iter().map(|set| numbers[set as usize]).collect(),
        None => set_of,
    };
    Ok(Columns { timestamps, values, set_of, sets })
}

pub(super) fn write_deletes(writer: &mut Writer, points: &[(i64, Dimensions)]) {
    let mut sets = Sets::default();
    let set_of: Vec<u32> = points.iter().map(|(_, dimensions)| sets.intern(dimensions)).collect();
    let timestamps: Vec<i64> = points.iter().map(|(timestamp, _)| *timestamp).collect();
    write_identities(writer, &timestamps, &set_of, &sets);
}

pub(super) fn read_deletes(reader: &mut Reader<'_>) -> Result<Vec<(i64, Dimensions)>, CodecError> {
    let Some(Identities { timestamps, set_of, sets, .. }) = Identities::read(reader)? else {
        return Ok(Vec::new());
    };
    Ok(timestamps.into_iter().zip(set_of).map(|(timestamp, set)| (timestamp, sets[set as usize].clone())).collect())
}

/// In which orders the columns of these points may come.
enum Order {
    /// There is one set, so one order, and no byte tells it.
    Single,
    /// Sets are too many for grouping, or this is the reader, which needs it only when told.
    Unknown(usize),
    Known(BySet),
}

/// `None` where there are no points, and nothing more is to be written.
fn write_identities(writer: &mut Writer, timestamps: &[i64], set_of: &[u32], sets: &Sets) -> Option<Order> {
    writer.varint(timestamps.len() as u64);
    if timestamps.is_empty() {
        return None;
    }
    let (numbers, used) = number_by_first_use(set_of, sets);
    integers::write(writer, &numbers.iter().copied().map(i64::from).collect::<Vec<_>>());
    let order = match used.len() {
        1 => Order::Single,
        sets if BySet::promises(numbers.len(), sets) => Order::Known(BySet::new(&numbers, sets)),
        sets => Order::Unknown(sets),
    };
    write_column(writer, &order, timestamps, integers::write);
    labels::write(writer, &used);
    Some(order)
}

/// Renumbers the sets so that only those in use are written, in order of first use.
fn number_by_first_use<'a>(set_of: &[u32], sets: &'a Sets) -> (Vec<u32>, Vec<&'a Dimensions>) {
    let mut numbers: Vec<Option<u32>> = vec![None; sets.len()];
    let mut used = Vec::new();
    let number = |&set: &u32| {
        *numbers[set as usize].get_or_insert_with(|| {
            used.push(sets.get(set));
            u32::try_from(used.len() - 1).unwrap_or(u32::MAX)
        })
    };
    let renumbered = set_of.iter().map(number).collect();
    (renumbered, used)
}

/// Writes `values` in the shorter of the two orders.
fn write_column<T: Copy>(writer: &mut Writer, order: &Order, values: &[T], write: fn(&mut Writer, &[T])) {
    let in_order = |tag: u8, values: &[T]| {
        let mut branch = writer.branch();
        branch.byte(tag);
        write(&mut branch, values);
        branch
    };
    let natural = match order {
        Order::Single => return write(writer, values),
        Order::Unknown(_) => in_order(AS_THEY_COME, values),
        Order::Known(order) => {
            let natural = in_order(AS_THEY_COME, values);
            let grouped = in_order(BY_SET, &order.gather(values));
            if grouped.len() < natural.len() { grouped } else { natural }
        }
    };
    writer.join(natural);
}

fn read_column<T: Copy + Default>(
    reader: &mut Reader<'_>,
    order: &Order,
    set_of: &[u32],
    read: fn(&mut Reader<'_>, usize) -> Result<Vec<T>, CodecError>,
) -> Result<Vec<T>, CodecError> {
    let Order::Unknown(sets) = order else { return read(reader, set_of.len()) };
    match reader.byte()? {
        AS_THEY_COME => read(reader, set_of.len()),
        BY_SET => Ok(BySet::new(set_of, *sets).scatter(&read(reader, set_of.len())?)),
        _ => Err(CodecError::Malformed("a column has an unknown order")),
    }
}

/// Points without their values.
struct Identities {
    timestamps: Vec<i64>,
    /// Numbers below the length of `sets`.
    set_of: Vec<u32>,
    sets: Vec<Dimensions>,
    order: Order,
}

impl Identities {
    fn read(reader: &mut Reader<'_>) -> Result<Option<Identities>, CodecError> {
        let count = reader.count()?;
        if count == 0 {
            return Ok(None);
        }
        let set_of = integers::read(reader, count)?;
        let set_of: Vec<u32> = set_of.into_iter().map(u32::try_from).collect::<Result<_, _>>().map_err(|_| SET)?;
        let sets = set_of.iter().max().map_or(0, |&max| max as usize + 1);
        if count < sets {
            return Err(SET);
        }
        let order = if sets == 1 { Order::Single } else { Order::Unknown(sets) };
        let timestamps = read_column(reader, &order, &set_of, integers::read)?;
        let sets = labels::read(reader, sets)?;
        Ok(Some(Identities { timestamps, set_of, sets, order }))
    }
}

/// The sets, and their numbers there where they differ from their places here.
fn intern(dimensions: &[Dimensions]) -> (Option<Vec<u32>>, Sets) {
    let mut sets = Sets::default();
    let numbers: Vec<u32> = dimensions.iter().map(|dimensions| sets.intern(dimensions)).collect();
    let same = numbers.iter().zip(0..).all(|(&number, place)| number == place);
    ((!same).then_some(numbers), sets)
}

const SET: CodecError = CodecError::Malformed("a point has an impossible set");
