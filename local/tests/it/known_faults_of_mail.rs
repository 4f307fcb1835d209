//! What the container that read events out of mails got wrong, and the tests that show that ours does not.

use crate::known_faults::Fault;

const READING: &str = "shared/extract/tests/it/faults.rs";
const STORIES: &str = "functions/mail/tests/api/faults.rs";
const REFUSALS: &str = "shared/google/tests/it/gmail_refusals.rs";
const WAYS: &str = "shared/connections/tests/it/mailboxes.rs";
const AUTHORIZING: &str = "cli/tests/it/authorizing.rs";

/// Its faults about mails, and about how it came to them.
pub(crate) const OF_MAIL: [Fault; 17] = [
    (
        "1",
        "the stack can be deployed",
        &[
            ("scripts/template_check_test.py", &["test_the_template_is_as_it_should_be"]),
            ("scripts/emulator_story.py", &["sam_deploy_makes_the_stack"]),
        ],
    ),
    (
        "2",
        "an event may lack category, source and start",
        &[
            (READING, &["fault_2_an_event_without_category_source_or_start_is_an_event_like_any"]),
            (STORIES, &["fault_2_an_event_without_category_source_or_start_is_stored"]),
        ],
    ),
    (
        "3",
        "a mail that was read changes nothing any more, and is not paid for again",
        &[
            (READING, &["fault_3_the_same_mail_again_is_no_change"]),
            (STORIES, &["fault_3_a_mail_is_read_once_and_paid_for_once"]),
        ],
    ),
    (
        "4",
        "a mail is data, whatever it says",
        &[
            (
                READING,
                &["fault_4_a_hostile_mail_overwrites_no_other_event", "fault_4_a_mail_cannot_end_the_mark_around_it"],
            ),
            (STORIES, &["fault_4_a_hostile_mail_changes_no_other_mails_event"]),
        ],
    ),
    ("5", "a mail may tell of many events", &[(READING, &["fault_5_a_newsletter_brings_all_its_events"])]),
    ("6", "who sent it and when comes of its headers", &[(READING, &["fault_6_headers_give_source_and_day"])]),
    ("7", "a wall time stays one", &[(READING, &["fault_7_seven_in_the_evening_is_seven_in_the_evening"])]),
    (
        "8",
        "what programs wrote is read as that",
        &[(READING, &["fault_8_calendars_and_markup_are_read_and_not_taken_for_prose"])],
    ),
    (
        "9",
        "a question has a bound, and of an answer it is known why it ends and what it costs",
        &[
            ("shared/extract/tests/it/mime.rs", &["a_text_is_cut_to_size"]),
            (
                "shared/extract/tests/it/model.rs",
                &["answers_that_are_none_are_told_apart", "usage_is_known_whatever_the_answer_is"],
            ),
            ("shared/extract/tests/it/openai.rs", &["a_question_is_asked_once_with_the_key"]),
        ],
    ),
    (
        "10",
        "one event is one, however many mails tell of it",
        &[
            (READING, &["fault_10_one_event_in_two_mails_and_a_forward_is_one_event"]),
            (STORIES, &["fault_10_two_copies_of_an_event_are_one_and_it_keeps_its_first_time"]),
        ],
    ),
    (
        "11",
        "a run of which most fails is a failure, and says so",
        &[(STORIES, &["fault_11_a_run_of_which_most_fails_is_a_failed_job_and_each_mail_says_so"])],
    ),
    (
        "12",
        "a network that fails is waited for, and is no mail's fault",
        &[
            (REFUSALS, &["fault_12_a_network_that_fails_is_an_outage_and_not_the_mails_fault"]),
            (STORIES, &["fault_12_an_outage_is_no_failure_of_a_mail_and_what_came_before_it_stays"]),
        ],
    ),
    (
        "13",
        "nothing is asked for that was not granted, and what was not granted is noticed",
        &[
            (WAYS, &["fault_13_a_refresh_never_asks_for_a_scope_so_none_is_asked_for_that_was_not_granted"]),
            (AUTHORIZING, &["fault_13_less_than_was_asked_for_is_not_kept"]),
        ],
    ),
    (
        "14",
        "a consent can be given with a browser and without, and its file is its owner's alone",
        &[(
            AUTHORIZING,
            &[
                "fault_14_a_browser_comes_back_by_itself_and_the_file_is_the_owners_alone",
                "fault_14_without_a_browser_the_address_is_pasted_and_a_wrong_one_asked_for_again",
            ],
        )],
    ),
    (
        "15",
        "the table is there before the first mail is read",
        &[(STORIES, &["fault_15_a_first_run_on_an_empty_table_loses_nothing"])],
    ),
    (
        "16",
        "a grant that has ended asks for consent, and only that does",
        &[(WAYS, &["fault_16_a_refresh_token_that_has_died_asks_for_consent_and_a_network_that_fails_does_not"])],
    ),
    (
        "17",
        "what is read, when and by which model is a setting",
        &[(STORIES, &["fault_17_what_is_read_and_how_is_a_setting_and_no_new_build"])],
    ),
];
