//! Stored bytes a point for several kinds of data, as DynamoDB counts the size of items.

use crate::item_size::{BILLED_EXTRA, item_size};
use crate::items;
use crate::options::Plan;
use crate::points::{self, SRC_LETTERS, Thermometer};
use crate::stage::{self, Stage};
use anyhow::ensure;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::{MetricName, UserId};
use serde::Serialize;
use series::{Columns, Op};
use std::collections::HashMap;
use uuid::Uuid;

/// Mornings of a year, with some left out; what is small pays most for its keys and its catalogue entry.
const WEIGHTS: usize = 330;
/// Events of about two years.
const EVENTS: usize = 4_000;
/// Points of a request.
const REQUEST: usize = 1_000;
/// The owners of the data here; far from the ids of others.
const FIRST_USER: u128 = 1_000;

/// A kind of data.
struct Kind {
    name: &'static str,
    metric: &'static str,
    /// Bytes a point that design/storage.md allows.
    goal: f64,
    points: Columns,
}

/// What a kind of data takes.
#[derive(Debug, Serialize)]
pub(crate) struct Stored {
    pub(crate) kind: &'static str,
    pub(crate) points: usize,
    pub(crate) goal: f64,
    pub(crate) chunks: usize,
    pub(crate) chunk_bytes: usize,
    pub(crate) catalogue_bytes: usize,
    /// Chunks and catalogue entry.
    pub(crate) bytes_a_point: f64,
    /// The same with what storage is billed for each item beside its size.
    pub(crate) billed_bytes_a_point: f64,
    /// Where each point is an item.
    pub(crate) item_bytes_a_point: f64,
    pub(crate) item_billed_bytes_a_point: f64,
}

/// Stores and weighs every kind.
pub(crate) async fn measure(stage: &Stage, plan: &Plan) -> anyhow::Result<Vec<Stored>> {
    let mut stored = Vec::new();
    for (kind, number) in kinds(plan).into_iter().zip(FIRST_USER..) {
        stored.push(weigh(stage, UserId(Uuid::from_u128(number)), kind).await?);
    }
    Ok(stored)
}

fn kinds(plan: &Plan) -> Vec<Kind> {
    let kind = |name, metric, goal, points| Kind { name, metric, goal, points };
    // Five random bits a letter: nothing can store an id in less.
    let src = SRC_LETTERS as f64 * 5.0 / 8.0;
    vec![
        kind("temperature each minute", "temperature", 1.2, Thermometer::of_room(1).read(plan.dense_points)),
        kind("heart rate", "heart.rate", 2.4, points::heart_rate(plan.dense_points)),
        kind("weight, a year", "weight", 4.0, points::weight(WEIGHTS)),
        kind("weight, five years", "weight", 4.0, points::weight(5 * WEIGHTS)),
        kind("calendar durations", "activity", 3.0, points::calendar(EVENTS, false)),
        kind("calendar durations with src", "activity", 3.0 + src, points::calendar(EVENTS, true)),
    ]
}

async fn weigh(stage: &Stage, user: UserId, kind: Kind) -> anyhow::Result<Stored> {
    let metric = MetricName::parse(kind.metric)?;
    for from in (0..kind.points.len()).step_by(REQUEST) {
        let part = kind.points.slice(from..kind.points.len().min(from + REQUEST));
        let ops = vec![(metric.clone(), Op::Write(part.iter().collect()))];
        stage.store().points_append(user, ops, None, stage::now_ms()).await?;
    }
    stage::seal(stage.store(), user).await?;
    let items = items_of(stage, user).await?;
    let (chunks, entries): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.contains_key("d"));
    ensure!(entries.len() == 1, "one metric has {} entries in the catalogue", entries.len());
    let sizes = |items: &[&HashMap<_, _>]| items.iter().map(|item| item_size(item)).sum::<usize>();
    let (chunk_bytes, catalogue_bytes) = (sizes(&chunks), sizes(&entries));
    let points = kind.points.len();
    let a_point = |bytes: usize| bytes as f64 / points as f64;
    let singly = singly(&kind);
    Ok(Stored {
        kind: kind.name,
        points,
        goal: kind.goal,
        chunks: chunks.len(),
        chunk_bytes,
        catalogue_bytes,
        bytes_a_point: a_point(chunk_bytes + catalogue_bytes),
        billed_bytes_a_point: a_point(chunk_bytes + catalogue_bytes + BILLED_EXTRA * (chunks.len() + 1)),
        item_bytes_a_point: a_point(singly),
        item_billed_bytes_a_point: a_point(singly + BILLED_EXTRA * points),
    })
}

/// The chunks and catalogue entries of a user, whatever their keys look like: neither the fence nor a job counts points.
async fn items_of(stage: &Stage, user: UserId) -> anyhow::Result<Vec<HashMap<String, AttributeValue>>> {
    let pages = stage.client().scan().table_name(engine::TABLE).consistent_read(true).into_paginator().items().send();
    let mut items = pages.collect::<Result<Vec<_>, _>>().await?;
    let owner = user.to_string();
    items.retain(|item| {
        let theirs = item.get("pk").and_then(|pk| pk.as_s().ok()).is_some_and(|pk| pk.contains(&owner));
        theirs && item.contains_key("n")
    });
    Ok(items)
}

/// The same points, each an item.
fn singly(kind: &Kind) -> usize {
    let items = kind.points.iter().map(|(at, dimensions, value)| items::item(kind.metric, at, dimensions, value));
    items.map(|item| item_size(&item)).sum()
}
