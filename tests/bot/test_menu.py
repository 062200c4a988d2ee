"""The table of commands and what is made of it."""

import re

from bot import routes
from bot.menu import BY_NAME, COMMANDS, command_lists, texts


def test_every_command_is_one_that_telegram_takes_and_none_stands_twice():
    assert len(BY_NAME) == len(COMMANDS)
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", command.name) for command in COMMANDS)


def test_every_command_is_explained_in_both_languages_in_as_few_words_as_telegram_takes():
    for language in ("zh", "en"):
        for command in COMMANDS:
            assert 1 <= len(texts(language)[command.name]["menu"]) <= 256
            assert texts(language)[command.name]["help"] or not command.listed


def test_there_is_a_list_for_each_scope_and_language_and_each_only_once():
    lists = command_lists()
    places = [(each.scope.type, each.language_code) for each in lists]
    assert len(set(places)) == len(places) == 9
    assert all(0 < len(each.commands) <= 100 for each in lists)


def test_a_group_is_not_offered_what_would_erase_it_for_everybody():
    for each in command_lists():
        offered = {command.command for command in each.commands}
        assert ("forget" in offered) is (each.scope.type != "all_group_chats")
        assert not offered & {"start", "cancel", "unanswered"}


def test_whoever_stands_in_the_menu_is_answered_and_nobody_else():
    assert list(routes.COMMANDS) == [command.name for command in COMMANDS]
