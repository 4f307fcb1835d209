//! What a run may spend.

use crate::support::{home, mail_of};
use extract::model::{self, Budget, Prices, Settings, Usage};

#[test]
fn tokens_cost_what_they_cost() {
    let cost = |input_tokens, cached_tokens, output_tokens| {
        Prices::default().cost(&Usage { input_tokens, cached_tokens, output_tokens })
    };
    assert_eq!(cost(0, 0, 0), 0);
    assert_eq!(cost(1_000_000, 0, 0), 150_000);
    assert_eq!(cost(1_000_000, 1_000_000, 0), 75_000);
    assert_eq!(cost(0, 0, 1_000_000), 600_000);
    assert_eq!(cost(1, 0, 0), 1);
    assert_eq!(cost(10, 99, 0), 1);
}

#[test]
fn a_limit_is_not_passed_even_by_questions_asked_at_once() {
    let mut budget = Budget::new(100);
    assert!(budget.hold(60));
    assert!(!budget.hold(60));
    budget.settle(60, Some(10));
    assert!(budget.hold(60));
    budget.settle(60, None);
    assert_eq!(budget.spent(), 70);
    assert!(budget.hold(30) && !budget.hold(1));
    assert!(!Budget::new(0).hold(1));
    assert!(!Budget::new(10).hold(u64::MAX));
}

#[test]
fn a_question_never_costs_more_than_was_held_back() {
    let settings = Settings::default();
    let request = model::request(&mail_of("text/plain", &"東京で会いましょう ".repeat(500)), &home(), &settings);
    // One token a character is more than any tokenizer makes of it.
    let input_tokens = request.to_string().chars().count() as u64;
    let usage = Usage { input_tokens, cached_tokens: 0, output_tokens: settings.max_output_tokens.into() };
    assert!(Prices::default().cost(&usage) <= Prices::default().at_most(&request, &settings));
}
