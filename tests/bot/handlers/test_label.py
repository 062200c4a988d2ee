"""A label's phone: what is wrong with it, the number as it should be, and what is asked when something is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import phonenumbers
import pytest

from bot.handlers.label_why import trace_of
from bot.reading.countries import name_of
from rules.book import Book
from rules.phone import PhoneProblem
from rules.verdict import Outcome
from tests.rules.test_trace import replay
from tests.support.talk import Said, Talk


async def answer(talk: Talk, text: str) -> Said:
    [said] = await talk.say(text)
    return said


# A destination, a phone as sellers find it on labels, and the number as it should be; made from example numbers.
MENDED = [
    ("ES", "612 34 56 78", "+34612345678"),
    ("西班牙", "34612345678", "+34612345678"),
    ("Spain", "0034 612345678", "+34612345678"),
    ("RU", "8 (912) 345-67-89", "+79123456789"),
    ("俄罗斯", "９１２３４５６７８９", "+79123456789"),
    ("US", "(201) 555-0123", "+12015550123"),
    ("美国", "2015550123", "+12015550123"),
    ("UK", "07400 123456", "+447400123456"),
    ("gb", "+44 (0)7400 123456", "+447400123456"),
    ("FR", "06 12 34 56 78", "+33612345678"),
    ("法国", "612345678", "+33612345678"),
    ("DE", "01512 3456789", "+4915123456789"),
    ("IT", "312 345 6789", "+393123456789"),
    ("PL", "512 345 678", "+48512345678"),
    ("BR", "(11) 96123-4567", "+5511961234567"),
    ("Brasil", "5511961234567", "+5511961234567"),
    ("KR", "010-2000-0000", "+821020000000"),
    ("韩国", "+82 010 2000 0000", "+821020000000"),
    ("SA", "+966 0512345678", "+966512345678"),
    ("沙特", "0512345678", "+966512345678"),
    ("AE", "050 123 4567", "+971501234567"),
    ("MX", "222 123 4567", "+522221234567"),
    ("CL", "2 2123 4567", "+56221234567"),
    ("KZ", "8 771 000 9998", "+77710009998"),
    ("UA", "050 123 4567", "+380501234567"),
    ("IL", "050-234-5678", "+972502345678"),
    ("JP", "090-1234-5678", "+819012345678"),
    ("AU", "0412 345 678", "+61412345678"),
    ("NL", "06 12345678", "+31612345678"),
    ("PT", "912 345 678", "+351912345678"),
    ("TR", "0501 234 56 78", "+905012345678"),
]


@pytest.mark.parametrize(("country", "written", "right"), MENDED)
async def test_a_phone_is_mended_and_can_be_copied(talk: Talk, country: str, written: str, right: str) -> None:
    said = await answer(talk, f"/label {country} {written}")
    assert said.text.startswith("❌ 号码要改")
    assert f"<code>{right}</code>" in said.html
    assert "复制号码" in said.buttons
    again = await answer(talk, f"/label {country} {right}")
    assert again.text.startswith("✅ 号码写得没问题")


def test_the_examples_are_of_many_countries() -> None:
    numbers = {right for _, _, right in MENDED}
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in numbers)
    assert len({phonenumbers.parse(number).country_code for number in numbers}) >= 20


# Destination and phone, then what the Chinese and the English answer must say of it.
PROBLEMS = [
    ("ES", "612345678", "没写国家代码：发往西班牙，前面要写 +34", "No country code: for Spain it must begin with +34"),
    ("ES", "+34 612-345", "位数不够", "Too few digits"),
    ("ES", "+34612 345 678", "有 2 个字符要去掉", "2 characters must go"),
    ("ES", "34612345678", "前面少一个加号", "the plus before it is not"),
    ("ES", "0034612345678", "开头的 00", "The 00 in front"),
    ("ES", "+7 912 345 67 89", "这是俄罗斯的号码", "belongs to Russia"),
    ("SA", "+9660512345678", "多了一段国内拨号才用的前缀", "a prefix for calls inside the country"),
    ("ES", "+346123456789012", "位数太多", "Too many digits"),
    ("US", "+11234567890", "没有这样的号码", "No such number exists in USA"),
]


@pytest.mark.parametrize(("country", "written", "zh", "en"), PROBLEMS)
async def test_every_fault_is_named_in_both_languages(
    tmp_path: Path, country: str, written: str, zh: str, en: str
) -> None:
    for code, words in (("zh", zh), ("en", en)):
        (tmp_path / code).mkdir()
        async with Talk.open(tmp_path / code, language_code=code) as talk:
            said = await answer(talk, f"/label {country} {written}")
            assert words in said.text


async def test_all_faults_are_named_not_only_the_first(talk: Talk) -> None:
    said = await answer(talk, "/label ES 612 34 56 78")
    assert "有 3 个字符要去掉" in said.text
    assert "没写国家代码" in said.text


async def test_what_cannot_be_known_is_not_guessed(talk: Talk) -> None:
    said = await answer(talk, "/label ES 6I2345678")
    assert "推不出来" in said.text
    assert "复制号码" not in said.buttons


async def test_a_fine_number_is_told_so_and_nothing_is_to_be_mended(talk_en: Talk) -> None:
    said = await answer(talk_en, "/label Spain +34612345678")
    assert said.text.startswith("✅ The number is fine for Spain")
    assert "Where to mend it" not in said.text


async def test_where_to_mend_it_its_source_and_the_battery_tick_stand_beside_it(talk: Talk) -> None:
    said = await answer(talk, "/label ES 612345678")
    assert "【卖家后台】→【物流】→【物流订单】→（点开那张订单）→【物流详情】" in said.text
    assert "还没有人核实过" in said.text
    assert "我没有保存" in said.text
    [battery] = await talk.press("含电")
    assert "勾选“含电”" in battery.text


LABEL = "收件人：Maria Garcia\n电话：612 34 56 78\n地址：C/ Mayor 5, 28001 Madrid\n国家：西班牙"


async def test_a_pasted_label_is_checked_without_a_command(talk: Talk) -> None:
    said = await answer(talk, LABEL)
    assert "+34612345678" in said.text
    for private in ("Maria", "Mayor", "28001"):
        assert private not in said.text


async def test_a_label_in_another_language_does_not_change_the_language_of_the_chat(talk: Talk, talk_en: Talk) -> None:
    text = "Recipient: Maria Garcia\nC/ Mayor 5\n28001 Madrid, Spain\nPhone: 612 34 56 78"
    assert (await answer(talk, text)).text.startswith("❌ 号码要改")
    assert (await answer(talk_en, LABEL)).text.startswith("❌ The number needs mending")


async def test_a_label_behind_the_command_may_have_several_lines(talk: Talk) -> None:
    assert "+34612345678" in (await answer(talk, f"/label\n{LABEL}")).text


async def test_a_label_is_checked_in_the_middle_of_another_question_which_stays_open(talk: Talk) -> None:
    await talk.say("/eligible")
    assert "+34612345678" in (await answer(talk, LABEL)).text
    assert "2/6" in (await answer(talk, "企业")).text


async def test_several_phones_are_each_checked(talk: Talk) -> None:
    said = await answer(talk, "/label ES +34612345678, 612345679, +7 912 345 67 89")
    assert said.text.startswith("❌ 3 个号码里有 2 个要改")
    assert "✅ 1." in said.text
    assert "+34612345679" in said.text
    assert [label for label in said.buttons if label.startswith("复制")] == ["复制第 1 个", "复制第 2 个"]


async def test_of_more_than_five_phones_the_rest_is_counted(talk: Talk) -> None:
    said = await answer(talk, "/label ES " + ", ".join(f"+3461234567{last}" for last in range(7)))
    assert "还有 2 个号码没看" in said.text


async def test_what_is_missing_is_asked_for_the_country_first(talk: Talk) -> None:
    said = await answer(talk, "/label")
    assert "发往哪个国家" in said.text
    [said] = await talk.press("西班牙")
    assert "发往西班牙的收件人电话" in said.text
    assert "+34612345678" in (await answer(talk, "612 34 56 78")).text


async def test_the_country_may_be_typed_and_changed_and_a_restart_forgets_nothing(talk_en: Talk) -> None:
    await talk_en.say("/label")
    assert "label for France" in (await answer(talk_en, "fr")).text
    assert "label for Spain" in (await answer(talk_en, "España")).text
    talk_en.restart()
    assert "+34612345678" in (await answer(talk_en, "612345678")).text


async def test_country_and_phone_may_come_together_in_the_answer(talk: Talk) -> None:
    await talk.say("/label")
    assert "+34612345678" in (await answer(talk, "西班牙 612345678")).text


async def test_a_phone_without_a_country_is_not_kept_and_has_to_come_again(talk: Talk) -> None:
    said = await answer(talk, "/label 612345678")
    assert "号码我不存" in said.text
    await talk.press("西班牙")
    assert "+34612345678" in (await answer(talk, "612345678")).text


async def test_a_number_with_its_own_code_is_checked_for_that_country_which_is_to_be_confirmed(talk: Talk) -> None:
    said = await answer(talk, "/label +34 612 345 678")
    assert "+34612345678" in said.text
    assert "真的发往西班牙吗" in said.text
    [toast] = await talk.press("对，发往西班牙")
    assert (toast.kind, "作数" in toast.text) == ("toast", True)
    [asked] = await talk.press("不是，发往别国", on=said)
    assert "发往哪个国家" in asked.text
    assert "这是西班牙的号码" in (await answer(talk, "葡萄牙 +34612345678")).text


async def test_countries_that_share_a_code_are_told_apart_without_alarm(talk: Talk) -> None:
    said = await answer(talk, "/label CA +12015550123")
    assert said.text.startswith("✅")
    assert "这个号码登记在美国" in said.text


async def test_two_countries_are_asked_about(talk: Talk) -> None:
    said = await answer(talk, "/label 西班牙 法国 612345678")
    assert "不止一个国家（西班牙、法国）" in said.text
    assert said.buttons == ["西班牙", "法国"]


async def test_another_one_for_the_same_country_needs_no_country(talk: Talk) -> None:
    await talk.say("/label ES 612345678")
    await talk.press("再查一个（西班牙）")
    assert "+34612345679" in (await answer(talk, "612345679")).text


async def test_an_open_check_lets_go_of_questions_and_parcels(talk: Talk) -> None:
    await talk.say("/label ES")
    assert "72 小时" in (await answer(talk, "签收后多久内退货才赔？")).text
    watched, asked = await talk.say("LP00123456789012 20天 标准")
    assert "LP00123456789012" in watched.text
    assert "发往西班牙的收件人电话" in asked.text
    assert "¥0.60" in (await answer(talk, "/quote 200 97")).text


@pytest.mark.parametrize("text", ["呵呵", "12", "?", "🙂", "嗯嗯"])
async def test_what_is_no_phone_is_asked_for_again(talk: Talk, text: str) -> None:
    await talk.say("/label ES")
    assert "发往西班牙的收件人电话" in (await answer(talk, text)).text


async def test_it_can_be_left(talk: Talk) -> None:
    await talk.say("/label ES")
    assert "好" in (await answer(talk, "/cancel")).text


async def test_in_a_group_it_answers_and_warns(tmp_path: Path) -> None:
    async with Talk.open(tmp_path, kind="group", chat_id=-100) as talk:
        said = await answer(talk, "/label ES 612345678")
        assert "+34612345678" in said.text
        assert "群里的人都看得到" in said.text
        assert "群里的人都看得到" in (await answer(talk, "/label")).text


async def test_why_shows_every_step_and_no_digit_of_the_phone(talk: Talk) -> None:
    await talk.say("/label ES 612 34 56 78")
    [why] = await talk.press("怎么得出来的")
    assert "D03" in why.text
    assert "D04" in why.text
    assert "612" not in why.text
    assert "345" not in why.text
    assert why.text.count("❌") >= 3  # both rules, their faults and the whole
    assert "❌ 写了国家代码：否（D04" in why.text
    assert "✅ 位数没有少：是（D03" in why.text
    assert "发现问题" not in why.text


async def test_why_of_an_old_message_uses_the_figures_of_its_day_and_a_forged_one_is_stale(talk: Talk) -> None:
    await talk.say("/label ES 612345678")
    talk.wait(days=400)
    [why] = await talk.press("怎么得出来的")
    assert "按 2026-11-22 的规定算" in why.text
    for forged in ("lw:ES:2:0:0", "lw:ES:2:0:99999999999", "lw:ES:-5:-5:739942", "lw:ES:x:0:739942"):
        [said] = await talk.press_data(forged)
        assert len(said.text) > 5


async def test_forged_countries_reach_nothing(talk: Talk) -> None:
    for forged in ("lc:ZZ", "lk:XX:1", "lc:<b>", "lk::0"):
        [said] = await talk.press_data(forged)
        assert said.kind == "toast"


@pytest.mark.parametrize("problem", PhoneProblem)
def test_every_problem_makes_a_trace_that_replays_to_a_no(problem: PhoneProblem) -> None:
    book = Book.load().on(date(2026, 11, 22))
    special = 2 if problem is PhoneProblem.SPECIAL_CHARACTERS else 0
    trace = trace_of(book, (problem,), special)
    assert trace.result is Outcome.NO
    assert replay(trace) == trace.result


def test_no_problem_makes_a_trace_that_replays_to_a_yes() -> None:
    trace = trace_of(Book.load().on(date(2026, 11, 22)), (), 0)
    assert trace.result is Outcome.YES
    assert replay(trace) == trace.result


def test_names_of_countries_are_in_the_language_of_the_chat() -> None:
    assert (name_of("ES", "zh"), name_of("ES", "en")) == ("西班牙", "Spain")


@pytest.mark.parametrize(("line", "gone"), [("UK 07400 123456", "0"), ("RU 8 912 345 67 89", "8")])
async def test_what_goes_from_the_front_of_a_number_is_named(talk: Talk, line: str, gone: str) -> None:
    assert f"开头国内拨号用的 {gone} 去掉" in (await answer(talk, f"/label {line}")).text
    assert "国内拨号" not in (await answer(talk, "/label ES 612 34 56 78")).text


async def test_an_answer_without_a_number_is_not_passed_over(talk: Talk) -> None:
    assert "西班牙，记下了" in (await answer(talk, "/label 西班牙")).text
    said = await answer(talk, "abc")
    assert said.text.startswith("没看到电话号码。")
    assert "+34612345678" in (await answer(talk, "612 34 56 78")).text


@pytest.mark.parametrize("text", ["no idea", "do I write the plus or leave it out", "can I send it later"])
async def test_the_words_of_an_english_sentence_are_no_country(talk_en: Talk, text: str) -> None:
    await talk_en.say("/label")
    said = await answer(talk_en, text)
    assert "noted" not in said.text
    assert "Spain, noted" in (await answer(talk_en, "Spain")).text


async def test_no_is_no_country_before_a_phone_and_once_the_country_is_known(talk_en: Talk) -> None:
    said = await answer(talk_en, "/label no phone 612345678")
    assert said.text.startswith("I see a number but no country.")
    assert "Spain, noted" in (await answer(talk_en, "ES")).text
    for text in ("no", "do", "no plus"):
        said = await answer(talk_en, text)
        assert said.text.startswith("I see no phone number.")
        assert "for Spain" in said.text
    assert "Norway, noted" in (await answer(talk_en, "NO")).text


async def test_a_code_in_small_letters_is_the_answer_to_the_question_for_the_country(talk: Talk) -> None:
    await talk.say("/label")
    assert "挪威，记下了" in (await answer(talk, "no")).text
    await talk.say("/label")
    assert "西班牙，记下了" in (await answer(talk, "es")).text


async def test_a_phone_in_an_english_question_is_checked_without_the_words(talk_en: Talk) -> None:
    said = await answer(talk_en, "/label do I need +34 612 345 678")
    assert "3 characters must go" in said.text
    assert "for Spain" in said.text


@pytest.mark.parametrize(("text", "country"), [("uk", "英国"), ("de", "德国"), ("es", "西班牙"), ("br", "巴西")])
async def test_a_code_in_small_letters_changes_the_known_country(talk: Talk, text: str, country: str) -> None:
    await talk.say("/label US")
    assert (await answer(talk, text)).text.startswith(f"{country}，记下了")
    await talk.say("/label US")
    assert f"发往{country}" in (await answer(talk, f"{text} 512 345 678")).text


async def test_a_code_that_is_a_word_too_is_asked_for_in_capitals_which_work(talk: Talk) -> None:
    await talk.say("/label US")
    said = await answer(talk, "in")
    assert said.text.startswith("没看到电话号码。\n要是说国家，代码请用大写，例如 IN。")
    assert (await answer(talk, "IN")).text.startswith("印度，记下了")


async def test_a_code_that_is_a_word_too_is_asked_for_in_capitals_in_english(talk_en: Talk) -> None:
    await talk_en.say("/label US")
    said = await answer(talk_en, "no")
    assert "If you mean a country, please write its code in capitals, e.g. NO." in said.text
    assert "capitals" not in (await answer(talk_en, "no plus")).text


async def test_a_word_before_a_number_is_asked_for_in_capitals_with_an_example_that_works(talk: Talk) -> None:
    await talk.say("/label US")
    said = await answer(talk, "in 9812345678")
    assert "代码请用大写，和号码一起再发一次，例如 /label IN 9812345678。" in said.text
    assert "+919812345678" in (await answer(talk, "/label IN 9812345678")).text


async def test_a_word_before_a_number_is_asked_for_in_capitals_in_english(talk_en: Talk) -> None:
    await talk_en.say("/label US")
    said = await answer(talk_en, "in 9812345678")
    assert "please send its code in capitals with the number, e.g. /label IN 9812345678." in said.text
    said = await answer(talk_en, "/label in 9812345678")
    assert "please write its code in capitals, e.g. IN." in said.text
