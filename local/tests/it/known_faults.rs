//! What servers before this one got wrong with accounts and flags, and the tests that show that ours does not: none of them
//! can go or change its name unnoticed. The numbers are those of the faults in each server, the words what must hold. What is
//! about check-ins is in `known_faults_of_check_ins.rs`, about mails in `known_faults_of_mail.rs`. Left out is what is about
//! sample applications (11b and 12 of the first).

use crate::known_faults_of_check_ins::OF_CHECK_INS;
use crate::known_faults_of_mail::OF_MAIL;
use std::collections::BTreeSet;
use std::path::Path;

/// A fault: its number, what must hold, and where that is tested: a file, and the names of tests there.
pub(crate) type Fault = (&'static str, &'static str, &'static [(&'static str, &'static [&'static str])]);

const BY_NUMBER: &str = "functions/accounts/tests/api/accounts_by_number.rs";
const STORIES: &str = "functions/accounts/tests/api/faults.rs";
const ACCESS_TOKENS: &str = "functions/accounts/tests/api/access_tokens.rs";
const CHANGES: &str = "functions/accounts/tests/api/changes.rs";
const CRASHES: &str = "functions/accounts/tests/api/crashes.rs";
const FLAGS: &str = "functions/accounts/tests/api/flags.rs";
const LOGIN: &str = "functions/accounts/tests/api/login.rs";
const REFRESH: &str = "functions/accounts/tests/api/refresh_tokens.rs";
const STANDING: &str = "functions/accounts/tests/api/standing.rs";
const USERS: &str = "functions/accounts/tests/api/managed_users.rs";
const PAGES: &str = "functions/accounts/src/pages/frame.rs";
const PASSWORD: &str = "shared/auth/src/password.rs";

/// Of the server of users and feature flags.
const OF_USERS_AND_FLAGS: [Fault; 19] = [
    ("1", "an answer tells no code", &[(BY_NUMBER, &["fault_1_what_the_asker_gets_tells_neither_digits_nor_link"])]),
    (
        "2",
        "nobody waits in an account with somebody else's address",
        &[(
            BY_NUMBER,
            &[
                "fault_2_who_registers_with_a_strangers_address_waits_in_vain",
                "fault_2_nobody_is_talked_into_confirming_an_account_in_which_somebody_waits",
                "fault_2_who_made_an_account_with_a_strangers_address_loses_all_of_it_to_them",
                "fault_2_six_digits_do_not_open_an_account_for_whoever_registered_over_somebody",
                "fault_2_nor_while_letters_are_held_back",
            ],
        )],
    ),
    (
        "3",
        "an unknown address costs what a wrong password costs",
        &[
            (BY_NUMBER, &["fault_3_an_address_that_nobody_has_is_answered_like_a_wrong_password_whichever_way"]),
            (STORIES, &["an_unknown_mail_costs_the_same_work_as_a_wrong_password"]),
        ],
    ),
    (
        "4",
        "keys are the installation's, and every variable that is documented is read",
        &[
            (BY_NUMBER, &["fault_4_nothing_is_signed_with_a_key_that_stands_in_the_code"]),
            ("local/tests/it/documentation.rs", &["every_variable_that_is_set_or_documented_is_read"]),
        ],
    ),
    (
        "5",
        "suspension and reset end what was begun, and a refresh token is good once",
        &[
            (BY_NUMBER, &["fault_5_a_reset_ends_access_and_refresh_tokens_at_once"]),
            (STANDING, &["whoever_is_suspended_is_out_at_once_and_their_tokens_with_them"]),
            (REFRESH, &["a_spent_token_that_is_used_later_ends_the_session_of_who_stole_it_and_of_whom"]),
        ],
    ),
    (
        "6",
        "a reset is good once and briefly, and lets in",
        &[(
            BY_NUMBER,
            &[
                "fault_6_a_reset_is_good_once_and_briefly_and_voids_what_is_older",
                "fault_7_wrong_passwords_lock_nobody_out_of_a_reset_and_a_reset_lets_in_at_once",
            ],
        )],
    ),
    (
        "7",
        "nobody locks anybody out, and tries at once all count",
        &[
            (LOGIN, &["a_stranger_does_not_lock_out_the_owner_elsewhere"]),
            ("shared/store/tests/it/throttle.rs", &["tries_at_the_same_moment_all_count"]),
        ],
    ),
    (
        "8",
        "what is wrong is a status in the four hundreds",
        &[(BY_NUMBER, &["fault_8_whatever_is_sent_is_answered_in_the_four_hundreds"])],
    ),
    (
        "9",
        "nobody learns who has an account",
        &[(
            BY_NUMBER,
            &["fault_9_nobody_learns_who_has_an_account", "fault_9_the_answers_of_one_address_do_not_tell_either"],
        )],
    ),
    (
        "10",
        "an address is one, and one account's",
        &[(BY_NUMBER, &["fault_10_an_address_is_checked_and_has_one_account_however_it_is_written"])],
    ),
    (
        "11",
        "the public list of flags has what is public",
        &[(FLAGS, &["the_public_list_has_four_fields_of_public_flags_and_nothing_else"])],
    ),
    (
        "13",
        "a name changes alone, never to null",
        &[(CHANGES, &["fault_13_a_name_is_changed_alone_and_never_to_null"])],
    ),
    (
        "14",
        "all of a password counts, and the commonest are refused",
        &[
            (BY_NUMBER, &["fault_14_no_end_of_a_long_password_is_cut_off"]),
            (PASSWORD, &["what_anybody_would_try_first_is_refused"]),
        ],
    ),
    (
        "15",
        "requests share connections to the table",
        &[(STORIES, &["fault_15_requests_of_one_process_share_their_connections"])],
    ),
    (
        "16",
        "toggles all count; flags have rules, percentages, variants and a history, and are remembered for seconds",
        &[
            (
                FLAGS,
                &[
                    "of_two_toggles_at_once_both_count",
                    "a_flag_that_is_switched_off_is_off_everywhere_after_five_seconds",
                ],
            ),
            ("shared/flags/tests/it/evaluation.rs", &["the_first_rule_that_holds_decides"]),
            ("shared/flags/tests/it/chance.rs", &["raising_a_percentage_only_adds"]),
            ("shared/store/tests/it/flags.rs", &["the_history_tells_who_did_what_when_and_outlives_the_flag"]),
        ],
    ),
    (
        "17",
        "no password is an argument, and any can be typed into a form",
        &[
            ("cli/tests/it/account.rs", &["a_password_or_a_token_is_never_an_argument"]),
            (BY_NUMBER, &["fault_17_forms_carry_any_password_as_it_was_typed"]),
            (PAGES, &["what_somebody_sent_cannot_become_markup"]),
        ],
    ),
    (
        "18",
        "a token says who made it, for whom and when, and nothing that goes stale; 403 is for who is known; tries are slowed down",
        &[
            (ACCESS_TOKENS, &["the_key_set_is_a_standard_one_and_verifies_our_tokens"]),
            (USERS, &["nobody_reaches_another_user_whether_there_is_one_or_not"]),
            (LOGIN, &["after_some_wrong_passwords_each_further_one_waits_longer"]),
        ],
    ),
    (
        "19",
        "a letter is stored with its reason, and sent later",
        &[(
            CRASHES,
            &[
                "fault_19_who_registers_has_a_letter_on_its_way_or_is_nobody",
                "fault_19_who_is_verified_is_welcomed_or_may_try_again",
                "fault_19_a_reset_is_whole_wherever_it_dies",
                "fault_19_who_leaves_is_told_so_once_they_are_gone",
            ],
        )],
    ),
    (
        "20",
        "what the documentation names is there",
        &[("local/tests/it/documentation.rs", &["every_file_that_the_documentation_names_is_there"])],
    ),
];

/// Of Kronus, as far as its faults are about users.
const OF_KRONUS: [Fault; 8] = [
    (
        "12",
        "nothing is reached by its bare id",
        &[(USERS, &["nobody_reaches_another_user_whether_there_is_one_or_not"])],
    ),
    ("13", "no answer has a hash", &[(USERS, &["no_answer_has_a_hash"])]),
    (
        "14",
        "an unknown address costs the same, tries are slowed down, and hashing has its place",
        &[
            (STORIES, &["an_unknown_mail_costs_the_same_work_as_a_wrong_password"]),
            (LOGIN, &["after_some_wrong_passwords_each_further_one_waits_longer"]),
            (STORIES, &["more_logins_than_can_wait_are_told_to_come_back"]),
        ],
    ),
    (
        "15",
        "a role counts at once; keys have numbers, and are listed as the standard has it",
        &[
            (STANDING, &["there_is_always_an_administrator"]),
            (ACCESS_TOKENS, &["the_key_set_is_a_standard_one_and_verifies_our_tokens"]),
        ],
    ),
    (
        "16",
        "there is one first administrator and always a last one",
        &[
            (
                STORIES,
                &[
                    "two_first_users_at_once_make_one_admin",
                    "nobody_becomes_administrator_because_all_others_have_gone",
                ],
            ),
            (STANDING, &["there_is_always_an_administrator"]),
            ("shared/store/tests/it/accounts.rs", &["of_two_administrators_who_leave_at_once_one_stays"]),
        ],
    ),
    (
        "17",
        "nobody chooses id, role or times",
        &[(USERS, &["whoever_makes_a_user_chooses_neither_id_nor_role_nor_times"])],
    ),
    ("18", "every field is typed", &[(USERS, &["every_field_is_typed_and_told_when_it_is_wrong"])]),
    (
        "21",
        "an address and a number have one form",
        &[
            (BY_NUMBER, &["fault_10_an_address_is_checked_and_has_one_account_however_it_is_written"]),
            ("shared/domain/src/phone.rs", &["a_number_has_one_form_however_it_is_written"]),
        ],
    ),
];

#[test]
fn every_known_fault_has_tests_named_after_what_must_hold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    for (number, what, places) in OF_USERS_AND_FLAGS.iter().chain(&OF_KRONUS).chain(&OF_CHECK_INS).chain(&OF_MAIL) {
        for (file, tests) in *places {
            let text = std::fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{number} {what}: {file}"));
            for test in *tests {
                let is_there = ["fn", "def"].iter().any(|word| text.contains(&format!("{word} {test}(")));
                assert!(is_there, "{number} {what}: {file} has no {test}");
            }
        }
    }
}

#[test]
fn no_fault_of_kronus_and_of_reading_mails_is_left_out() {
    let numbers =
        |faults: &[Fault]| -> BTreeSet<u8> { faults.iter().filter_map(|(number, ..)| number.parse().ok()).collect() };
    let of_kronus = &numbers(&OF_KRONUS) | &numbers(&OF_CHECK_INS);
    assert_eq!((of_kronus, numbers(&OF_MAIL)), ((1..=27).collect(), (1..=17).collect()));
}
