//! What Kronus, a server of liveness probes, got wrong with them and in its operation, and the tests that show that ours does not.

use crate::known_faults::Fault;

const STEPS: &str = "shared/liveness/tests/it/faults.rs";
const TICKS: &str = "functions/jobs/tests/it/probes.rs";
const CONTACTS: &str = "functions/probes/tests/api/contacts.rs";
const SETTINGS: &str = "functions/probes/tests/api/settings.rs";
const TEXTS: &str = "functions/probes/tests/api/texts.rs";
const STORED: &str = "shared/store/tests/it/watches.rs";

/// Its faults that are about probes, messages and operation. 12 and 18 are about users as well.
pub(crate) const OF_CHECK_INS: [Fault; 21] = [
    (
        "1",
        "an outage delays an alarm and does not lose it",
        &[
            (
                STEPS,
                &[
                    "fault_1_an_outage_of_the_provider_delays_an_alarm_and_does_not_lose_it",
                    "fault_1_whoever_could_not_be_asked_in_an_outage_has_the_whole_time_to_answer_after_it",
                ],
            ),
            (TICKS, &["fault_1_six_hours_without_twilio_delay_an_alarm_and_do_not_lose_it"]),
        ],
    ),
    (
        "2",
        "the last emergency contact stays while check-ins are on",
        &[
            (STEPS, &["fault_2_the_last_emergency_contact_stays_while_somebody_may_have_to_be_told"]),
            (CONTACTS, &["fault_2_the_last_emergency_contact_stays_while_check_ins_are_on"]),
        ],
    ),
    (
        "3",
        "a probe that was asked for escalates though check-ins are off",
        &[(STEPS, &["fault_3_a_probe_that_was_asked_for_escalates_though_check_ins_are_off"])],
    ),
    (
        "4",
        "one answer settles everything",
        &[(STEPS, &["fault_4_whoever_is_being_asked_is_not_asked_twice_and_one_answer_settles_it"])],
    ),
    (
        "5",
        "an answer and an escalation never both win",
        &[
            (
                STEPS,
                &[
                    "fault_5_an_answer_that_comes_before_the_alarm_has_gone_out_stops_it",
                    "fault_5_an_alarm_that_may_have_gone_out_is_cleared",
                ],
            ),
            (STORED, &["an_answer_and_a_deadline_are_never_both_first"]),
        ],
    ),
    (
        "6",
        "text that nobody understands moves no deadline",
        &[
            (STEPS, &["fault_6_text_that_nobody_understands_moves_no_deadline_and_is_answered_with_a_hint"]),
            (TEXTS, &["fault_6_what_nobody_understands_is_answered_with_a_hint_and_moves_no_deadline"]),
            (
                "shared/liveness/tests/it/replies.rs",
                &["all_right_is_said_in_many_ways", "not_all_right_is_said_in_many_ways"],
            ),
        ],
    ),
    (
        "7",
        "a schedule is its user's alone",
        &[(SETTINGS, &["fault_7_whatever_somebody_does_with_their_schedule_moves_nobody_elses"])],
    ),
    (
        "8",
        "who is deleted leaves nothing that is due",
        &[(STORED, &["a_user_who_is_deleted_leaves_no_check_ins_and_is_asked_no_more"])],
    ),
    (
        "9",
        "contacts are asked in order, consent, acknowledge and hear the end",
        &[
            (
                STEPS,
                &[
                    "fault_9_several_contacts_are_asked_until_one_acknowledges_and_never_in_silence",
                    "fault_9_contacts_are_asked_whether_they_agree_and_agree",
                ],
            ),
            (TEXTS, &["a_contact_acknowledges_and_is_told_the_end"]),
        ],
    ),
    (
        "10",
        "a message is stored before it is sent, and repeated only where the answer was lost",
        &[(TICKS, &["a_tick_may_die_before_any_of_its_calls", "a_message_is_repeated_where_twilios_answer_was_lost"])],
    ),
    (
        "11",
        "what does not arrive is known, and is not silence",
        &[
            (
                STEPS,
                &[
                    "fault_11_a_contact_whom_messages_do_not_reach_is_passed_over_at_once",
                    "fault_11_a_message_that_is_reported_undelivered_later_passes_the_alarm_on_too",
                    "fault_11_who_loses_a_contact_is_told",
                    "fault_11_whoever_cannot_be_asked_is_told_about_as_that_and_not_as_silent",
                ],
            ),
            (TICKS, &["fault_11_a_contact_who_has_told_twilio_to_stop_is_passed_over_at_once"]),
            ("functions/probes/tests/api/reports.rs", &["fault_11_reports_are_shown_and_overtake_one_another"]),
        ],
    ),
    (
        "12",
        "a contact is found with its user alone",
        &[(CONTACTS, &["fault_12_a_contact_is_found_with_its_user_alone"])],
    ),
    (
        "18",
        "settings are typed",
        &[
            (STEPS, &["fault_18_and_19_settings_are_numbers_within_bounds_and_texts_that_parse"]),
            (SETTINGS, &["faults_18_19_and_20_what_is_no_setting_is_refused_and_changes_nothing"]),
        ],
    ),
    (
        "19",
        "settings and commands are bounded",
        &[
            (STEPS, &["fault_18_and_19_settings_are_numbers_within_bounds_and_texts_that_parse"]),
            ("shared/liveness/tests/it/commands.rs", &["flags_of_probe_are_bounded"]),
        ],
    ),
    (
        "20",
        "nobody is asked each second",
        &[
            (STEPS, &["fault_20_nobody_can_be_asked_each_second"]),
            ("shared/liveness/tests/it/schedules.rs", &["runs_are_a_quarter_of_an_hour_apart"]),
        ],
    ),
    ("22", "jobs do not pile up", &[(TICKS, &["fault_22_ticks_without_anything_to_do_leave_nothing_behind"])]),
    (
        "23",
        "a copy is whole or refused, and overwrites nothing",
        &[(
            "cli/tests/it/moving.rs",
            &[
                "an_installation_that_has_moved_answers_as_before",
                "a_file_that_is_not_whole_is_refused_before_anything_is_made",
                "a_table_whose_clock_ticks_is_left_alone",
            ],
        )],
    ),
    (
        "24",
        "an address without its scheme is refused at once, and signatures are of the exact one",
        &[
            ("shared/runtime/src/config.rs", &["all_that_is_wrong_is_reported_together"]),
            (TEXTS, &["nothing_is_believed_that_is_not_signed"]),
        ],
    ),
    (
        "25",
        "everybody has a zone, and the name they have now; many are asked side by side",
        &[
            (STEPS, &["fault_25_everybody_is_asked_in_their_own_zone_and_by_the_name_they_have_now"]),
            (TICKS, &["hundreds_who_are_due_in_the_same_minute_are_each_asked_once_within_the_next_ticks"]),
        ],
    ),
    (
        "26",
        "all states are counted, and the old misspelt name is kept",
        &[("functions/probes/tests/api/jobs.rs", &["jobs_are_listed_and_counted_by_where_they_stand"])],
    ),
    (
        "27",
        "routes, access and the webhook are tested",
        &[
            (
                "local/tests/it/access.rs",
                &["who_may_not_is_refused_by_every_name_and_changes_nothing", "who_may_gets_in_by_every_name"],
            ),
            ("shared/sms/tests/it/webhooks.rs", &["somebody_texts_and_we_read_it"]),
        ],
    ),
];
