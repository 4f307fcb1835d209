//! The table of dimension sets, column by column.
//!
//! ```text
//!   sets     0 {kind: run, src: a}   1 {kind: swim, src: b}   2 {kind: run}
//!   schemas  [kind, src] [kind]               which keys, in which order; a column says which set has which schema
//!   kind     run swim      codes 0 1 0        one dictionary and one column of codes a key
//!   src      a b           codes 0 1          over the sets that have the key
//! ```
//!
//! Codes are given out at first sight, so a key whose values are all different (an event's id) has the codes 0 1 2 …,
//! which cost nothing, and pays for its strings alone. Short dictionaries share one compressed frame with the names of
//! the keys; a long one has a frame of its own, because its letters are distributed differently.

use super::CodecError;
use super::bytes::{Reader, Writer};
use super::{integers, texts};
use crate::dimensions::Dimensions;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A dictionary of more text than this has a frame of its own. Measured with random ids beside other texts: below half
/// a KB the second frame costs up to 30 bytes more than it saves, from 2 KB on it is 1-3 % smaller.
const SHARED_BYTES: usize = 1024;

pub(super) fn write(writer: &mut Writer, sets: &[&Dimensions]) {
    let table = Table::of(sets);
    writer.varint(table.schemas.len() as u64);
    for schema in &table.schemas {
        writer.varint(schema.len() as u64);
        schema.iter().for_each(|&column| writer.varint(column as u64));
    }
    if 1 < table.schemas.len() {
        integers::write(writer, &table.schema_of);
    }
    table.columns.iter().for_each(|column| integers::write(writer, &column.codes));
    let (shared, own): (Vec<usize>, Vec<usize>) =
        (0..table.columns.len()).partition(|&at| table.columns[at].bytes() <= SHARED_BYTES);
    writer.varint(own.len() as u64);
    own.iter().for_each(|&at| writer.varint(at as u64));
    let names = table.columns.iter().map(|column| column.name);
    let values = shared.iter().flat_map(|&at| table.columns[at].texts.iter().copied());
    texts::write(writer, &names.chain(values).collect::<Vec<_>>());
    own.iter().for_each(|&at| texts::write(writer, &table.columns[at].texts));
}

/// `count` sets, in the order they were written.
pub(super) fn read(reader: &mut Reader<'_>, count: usize) -> Result<Vec<Dimensions>, CodecError> {
    let schemas = read_schemas(reader)?;
    let schema_of = read_schema_of(reader, schemas.len(), count)?;
    let columns = read_columns(reader, &schemas, &schema_of)?;
    let mut cursors = vec![0; columns.len()];
    let set = |&schema: &usize| {
        let pair = |&at: &usize| {
            let column = &columns[at];
            let code = column.codes[cursors[at]];
            cursors[at] += 1;
            (column.name.clone(), column.texts[code].clone())
        };
        Dimensions::from_distinct(schemas[schema].iter().map(pair))
    };
    Ok(schema_of.iter().map(set).collect())
}

/// What [`write()`] writes.
#[derive(Default)]
struct Table<'a> {
    schemas: Vec<Vec<usize>>,
    schema_of: Vec<i64>,
    columns: Vec<Column<'a>>,
}

/// One key, over the sets that have it.
struct Column<'a> {
    name: &'a str,
    codes: Vec<i64>,
    texts: Vec<&'a str>,
    known: FxHashMap<&'a str, i64>,
}

impl<'a> Table<'a> {
    fn of(sets: &[&'a Dimensions]) -> Table<'a> {
        let mut table = Table::default();
        let mut known_schemas: FxHashMap<Vec<usize>, i64> = FxHashMap::default();
        let mut known_columns: FxHashMap<&'a str, usize> = FxHashMap::default();
        let mut schema = Vec::new();
        for set in sets {
            schema.clear();
            for (key, value) in set.pairs() {
                let at = *known_columns.entry(key).or_insert(table.columns.len());
                if at == table.columns.len() {
                    table.columns.push(Column::new(key));
                }
                table.columns[at].push(value);
                schema.push(at);
            }
            let id = known_schemas.get(&schema).copied().unwrap_or_else(|| {
                let id = code(known_schemas.len());
                known_schemas.insert(schema.clone(), id);
                table.schemas.push(schema.clone());
                id
            });
            table.schema_of.push(id);
        }
        table
    }
}

impl<'a> Column<'a> {
    fn new(name: &'a str) -> Column<'a> {
        Column { name, codes: Vec::new(), texts: Vec::new(), known: FxHashMap::default() }
    }

    fn push(&mut self, value: &'a str) {
        let next = code(self.texts.len());
        let code = *self.known.entry(value).or_insert(next);
        if code == next {
            self.texts.push(value);
        }
        self.codes.push(code);
    }

    fn bytes(&self) -> usize {
        self.texts.iter().map(|text| text.len()).sum()
    }
}

fn code(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// One key as read; every code has its text.
struct ReadColumn {
    name: Arc<str>,
    codes: Vec<usize>,
    texts: Vec<Arc<str>>,
}

/// Lists of columns, none of them twice in one list.
fn read_schemas(reader: &mut Reader<'_>) -> Result<Vec<Vec<usize>>, CodecError> {
    let mut seen = FxHashSet::default();
    (0..reader.count_of_bytes()?)
        .map(|_| {
            seen.clear();
            let columns: Vec<usize> =
                (0..reader.count_of_bytes()?).map(|_| reader.count()).collect::<Result<_, CodecError>>()?;
            if columns.iter().all(|&column| seen.insert(column)) { Ok(columns) } else { Err(MALFORMED) }
        })
        .collect()
}

fn read_schema_of(reader: &mut Reader<'_>, schemas: usize, count: usize) -> Result<Vec<usize>, CodecError> {
    let schema_of = if 1 < schemas { indexes(integers::read(reader, count)?)? } else { vec![0; count] };
    if schema_of.iter().all(|&schema| schema < schemas) { Ok(schema_of) } else { Err(MALFORMED) }
}

fn read_columns(
    reader: &mut Reader<'_>,
    schemas: &[Vec<usize>],
    schema_of: &[usize],
) -> Result<Vec<ReadColumn>, CodecError> {
    let codes = read_codes(reader, schemas, schema_of)?;
    let sizes: Vec<usize> = codes.iter().map(|codes| codes.iter().max().map_or(0, |max| max + 1)).collect();
    let mut own = vec![false; codes.len()];
    for _ in 0..reader.count_of_bytes()? {
        *own.get_mut(reader.count()?).ok_or(MALFORMED)? = true;
    }
    let shared: usize = sizes.iter().zip(&own).filter(|(_, own)| !**own).map(|(size, _)| size).sum();
    let mut texts = texts::read(reader, codes.len() + shared)?.into_iter();
    let names: Vec<Arc<str>> = texts.by_ref().take(codes.len()).collect();
    if names.iter().collect::<FxHashSet<_>>().len() < names.len() {
        return Err(MALFORMED);
    }
    let mut columns = Vec::with_capacity(codes.len());
    for (at, (codes, name)) in codes.into_iter().zip(names).enumerate() {
        let texts = if own[at] { Vec::new() } else { texts.by_ref().take(sizes[at]).collect() };
        columns.push(ReadColumn { name, codes, texts });
    }
    for at in (0..columns.len()).filter(|&at| own[at]) {
        columns[at].texts = texts::read(reader, sizes[at])?;
    }
    Ok(columns)
}

/// For each column, the code of each set that has its key; no dictionary is larger than the column.
fn read_codes(
    reader: &mut Reader<'_>,
    schemas: &[Vec<usize>],
    schema_of: &[usize],
) -> Result<Vec<Vec<usize>>, CodecError> {
    let listed: usize = schemas.iter().map(Vec::len).sum();
    let columns = schemas.iter().flatten().max().map_or(0, |&max| max.saturating_add(1));
    if listed < columns {
        return Err(MALFORMED);
    }
    let mut users = vec![0_usize; schemas.len()];
    schema_of.iter().for_each(|&schema| users[schema] += 1);
    let mut lengths = vec![0_usize; columns];
    for (schema, users) in schemas.iter().zip(users) {
        schema.iter().for_each(|&column| lengths[column] += users);
    }
    lengths.into_iter().map(|len| read_column_codes(reader, len)).collect()
}

fn read_column_codes(reader: &mut Reader<'_>, len: usize) -> Result<Vec<usize>, CodecError> {
    let codes = indexes(integers::read(reader, len)?)?;
    if codes.iter().all(|&code| code < len) { Ok(codes) } else { Err(MALFORMED) }
}

fn indexes(values: Vec<i64>) -> Result<Vec<usize>, CodecError> {
    values.into_iter().map(|value| usize::try_from(value).map_err(|_| MALFORMED)).collect()
}

const MALFORMED: CodecError = CodecError::Malformed("the table of dimensions is inconsistent");
