//! Fields of an object while they are read: what is wrong is collected, with its place.

use serde_json::{Map, Value};

/// One step on the way to what is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field.
    Field(String),
    /// A place in a list.
    Index(usize),
}

/// One thing that is wrong with a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, from the flag on.
    pub place: Vec<Step>,
    /// What, as a sentence that quotes nothing: "must be a boolean".
    pub error: String,
}

/// An object, where it is, and what was found to be wrong so far.
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    place: Vec<Step>,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(object: &'a Map<String, Value>, problems: &'a mut Vec<Problem>) -> Fields<'a> {
        Fields { object, place: Vec::new(), problems }
    }

    /// What a field holds; null counts as absent.
    pub(crate) fn get(&self, field: &str) -> Option<&'a Value> {
        self.object.get(field).filter(|value| !value.is_null())
    }

    /// A boolean; `or` where it is absent.
    pub(crate) fn boolean(&mut self, field: &str, or: bool) -> bool {
        self.one(field, "must be a boolean", Value::as_bool).unwrap_or(or)
    }

    /// A text of at most so many characters, none of them a control character but line breaks and tabs.
    pub(crate) fn text(&mut self, field: &str, longest: usize) -> Option<String> {
        let is_plain = |char: char| !char.is_control() || "\n\t".contains(char);
        let fits = |text: &str| text.chars().count() <= longest && text.chars().all(is_plain);
        let error = format!("must be a string of at most {longest} characters without control characters");
        self.one(field, &error, |value| value.as_str().filter(|text| fits(text)).map(str::to_owned))
    }

    /// Whatever `read` makes of a field; where it makes nothing of it, `error` is wrong with it.
    pub(crate) fn one<T>(&mut self, field: &str, error: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let read = read(self.get(field)?);
        if read.is_none() {
            self.refuse(&[Step::Field(field.to_owned())], error);
        }
        read
    }

    /// A list of 1 to `most`, each element as `read` makes it; empty where it is absent.
    pub(crate) fn list<T>(
        &mut self,
        field: &str,
        most: usize,
        error: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Vec<T> {
        let bounds = format!("must be a list of at most {most}");
        let fits = |list: &&'a Vec<Value>| list.len() <= most;
        let list = self.one(field, &bounds, |value| value.as_array().filter(fits));
        let mut all = Vec::new();
        for (index, value) in list.into_iter().flatten().enumerate() {
            match read(value) {
                Some(element) => all.push(element),
                None => self.refuse(&[Step::Field(field.to_owned()), Step::Index(index)], error),
            }
        }
        all
    }

    /// A list of objects, each read by `read`.
    pub(crate) fn objects<T>(
        &mut self,
        field: &str,
        most: usize,
        mut read: impl FnMut(&mut Fields<'_>) -> T,
    ) -> Vec<T> {
        let objects = self.list(field, most, "must be an object", Value::as_object);
        let mut all = Vec::with_capacity(objects.len());
        for (index, object) in objects.into_iter().enumerate() {
            let mut place = self.place.clone();
            place.extend([Step::Field(field.to_owned()), Step::Index(index)]);
            all.push(read(&mut Fields { object, place, problems: self.problems }));
        }
        all
    }

    /// Refuses whatever has another name: a misspelt condition would make a rule hold for everybody.
    pub(crate) fn only(&mut self, known: &[&str]) {
        let unknown: Vec<String> = self.object.keys().filter(|key| !known.contains(&key.as_str())).cloned().collect();
        for field in unknown {
            self.refuse(&[Step::Field(field)], &format!("is not known; known are {}", known.join(", ")));
        }
    }

    /// Something else that is wrong.
    pub(crate) fn refuse(&mut self, at: &[Step], error: &str) {
        let place = self.place.iter().chain(at).cloned().collect();
        self.problems.push(Problem { place, error: error.to_owned() });
    }
}
