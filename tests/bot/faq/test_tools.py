"""Which texts are a tool's job, and which only mention a figure: a wrong tool is as bad as a wrong answer."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import routes
from bot.faq.entries import UNSUPPORTED, Catalogue, load_phrases
from bot.faq.tools import TOOLS, is_another_job, tool_of
from bot.handlers import faq

TODAY = date(2026, 11, 22)

JOBS = {
    "quote": """
        200块的订单,履约率97%,保费多少
        200塊的訂單，履約率97%，保費多少
        两百块的单子，履约率九成七，保费多少
        订单金额 350 履约率 96.5 保费多少钱
        客单价50元保费多少
        一单50块,保险收几毛
        1块钱的单保费多少
        50美元的单,汇率7.2,履约率97%,保费多少
        ３００元　９７％　保费
        履约率96%,订单120元
        12月1日的订单200元保费
        昨天那单300块，履约率96，保费是多少
        2026/11/10的订单200元，履约率97%，保费多少
        200 kuai baofei duoshao
        50美元的单保费
        premium on $50
        200 97
        97% 200
        二百块的单履约率九十七
        300块的单 96
        200块的订单 97
        200块的包裹97
        我有个200块的单子 97.5
        三百块履约率九十五
        一百二十块 履约九十六点五
        两百块的单子，履约率百分之九十七
        履約率九十七，兩百塊的訂單
        200 0.3%
        ¥200
        保费 200
        how much is the premium on a 300 yuan order
        300 yuan, 96% fulfilment, premium?
        what will I be charged for a 250 yuan order with 94% fulfilment
        pls calculate fee order 99 yuan rate 0.3%
        What would I pay for a 100-dollar order?
        how much premium when the order is 200 yuan and fulfilment 97
        fee for a 100 yuan order
        i sold something for 35 euros, what's the insurance cost
        """,
    "watch": """
        LP00123456789012
        LP00123456789012 20天 标准
        运单号：LP00123456789012
        LP00123456789012 到哪了
        ＬＰ００１２３４５６７８９０１２ 签收了吗
        帮我盯着 LP00123456789012
        查一下LP00123456789012
        我的包裹LP00123456789012没动静
        my parcel LP00123456789012 has not moved
        where is LP00123456789012
        please watch LP00123456789012
        RB 123 456 785 CN has it arrived yet?
        """,
    "label": """
        收件人 Ivan 电话 +7 916 123-45-67 俄罗斯
        西班牙 612 345 678
        ES 612 345 678
        phone: 612345678, Spain
        +34 612 345 678 Spain
        俄罗斯号码 +79161234567 这样写对吗
        """,
    "cover": """
        超时8天断更6天能赔吗
        標準線路，超時8天，斷更6天，能賠嗎
        标准线路,过了承诺10天,6天没更新,会赔吗
        我这单物流晚了9天 轨迹停更6天 可以赔付吗
        判责500元虚假发货,保证金200余额100,能赔吗
        断更不到5天,超时8天,能赔吗
        8 days late and no update for 6 days, is it covered?
        standard line, 10 days late, no tracking update for 6 days, do i get paid
        """,
    "clawback": """
        赔了120元会追偿多少
        賠了120元,會追償多少
        赔了买家120我要还多少
        平台赔给买家300，要从我这扣回多少
        先行赔付了八十块,追偿多少钱
        6月1日的订单赔了120元要追偿多少
        退款120，货值30，部分退款给多少划算
        how much clawback on 120
        clawback of 120
        they paid out 120 yuan, how much is taken back
        the buyer got 120, what do i owe
        Insurance paid $100, how much of that ends up out of my own pocket?
        if they refund the buyer 120 yuan how much do I pay back
        """,
    "whatif": """
        履约率从94.2提到98.6能省多少保费
        履約率從94提到98能省多少
        履约率94，如果提到98，每月能省多少保费
        从0.5%降到0.2%每单能省多少
        30元、45元、61元、120元的订单,履约率从94到98能省多少
        30, 45.5, 61, 120 这几单 履约率94 能省多少
        from 94.2 to 98.6 how much would I save
        how much cheaper if fulfilment goes 94% -> 98%
        what would I save going from 94% to 98% on 30, 45 and 60 yuan orders
        """,
    "eligible": """
        好评94 纠纷2.1
        好評率96，糾紛率1.5，可以參加嗎
        近90天好评率96.2%，纠纷率1.1%，符合条件吗
        企业店,好评97,纠纷1.1,没违规,能参加吗
        企业 内地 好评率96 走标准线 能加入吗
        我好评率95纠纷率2.1能参加吗
        feedback 94 disputes 2.1
        94% feedback and 1.8% disputes, are we eligible?
        my shop has feedback 96 and dispute rate 1.2, can i join
        """,
}

QUESTIONS = """
    赔完以后还会找我扣钱吗
    baofei zenme suan
    个体工商户可以吗
    95%以上好评率才行吗
    好评率94.8%能参加吗
    好评率95%纠纷率2.1%是硬性要求吗
    好评率要95%、纠纷率2.1%以下才能参加吗
    好评95%和纠纷2.1%要同时满足吗
    好评率95和履约率95是同一个吗
    我好评99%但履约只有94%,保费按哪一档给我收
    48小时是什么意思
    揽收后50小时才更新 还能赔吗
    履约率97按多少收
    履越率97按多少收
    履约率98%费率多少
    97.99算98吗
    97保费多少
    二百块
    二百块多少
    二百块的单
    二百块的单履约率一般
    二百块的单履约率九十多
    二百块的单履约率九十七有什么用
    二百块的单履约率九十七能赔吗
    二百块的单好评率九十七
    履约率九十七
    履约率百分之九十七按多少收
    履约率从97掉到94 费率要变成几
    从95%到98%费率差多少
    从94.2提到98.6省了多少
    深圳卖家从94.2%提到98.6%能省多少
    0.5降到0.2不是应该降60%吗,为什么只省37%
    30, 45.5, 61, 120 这几单 履约率提到98能省多少
    0.3元和0.3%是一个意思吗
    最低保费是0.3元吗
    保费0.3元怎么来的
    为什么扣了我0.3元保费
    每单收我0.3元保费对吗
    100元以下都收0.3元保费吗
    50块的订单按0.2%只有一毛,会不会还是收三毛
    实付20元 保费应该六分钱啊 怎么收了三毛
    今天账上少了3.7刀,是不是保费
    200元的订单保费什么时候扣
    100元和200元的保费一样吗
    保费按200元还是按实付180元算
    优惠券减20元，保费按哪个金额算
    每月5万元销售额要交多少保费
    订单取消 200元 保费退吗
    2000元保证金要交吗
    200元的订单运费多少钱
    卖100美金到手剩多少，平台要抽走多少
    50美刀是多少人民币
    算一下 45*67
    利润率20%卖200元
    丢了一个200元的包裹, 能拿回多少钱
    赔付50%到100%是真的吗
    一单80美元赔掉了,事后我要交回几成
    赔了500,追回来至少250?
    昨天账上少了47美元,备注写赔款追回,啥意思
    赔了200元，什么时候追偿
    赔付2.3天到账, 追偿多少
    平台要我赔800,保证金只有500,剩下三百谁出
    运费险赔了8块但我寄了15
    5天没更新算断更吗
    断更6天能赔吗
    断更满5天但还没过承诺时效,行不行
    超时7天且断更5天才能赔吗
    超过7天且5天没更新就能赔吗
    72小时内退货能赔吗
    LP00123456789012 超时8天断更6天 能赔吗
    LP00123456789012 为什么没赔
    我的订单 LP00123456789012 赔付失败
    订单号 8123456789012345 怎么赔
    西班牙+34要填进去么
    美国电话10位还是11位
    do I have to pay it back
    is it 0.3 or 0.5
    why 0.3 and not 0.2
    confused: 0.3% or ¥0.3
    is the charge 0.3 yuan per order?
    my 50 yuan order should cost 0.10 but they took 0.30
    orders under 100 yuan all same fee?
    does the 0.3% apply to a 200 yuan order
    customer paid 150 after a 50 voucher, is the fee worked out on 150 or 200
    premium at 98% fulfilment?
    what rate for 96.5
    savings from 94.2 to 98.6
    can I save 37% like the Shenzhen seller
    20% discount on 200 yuan order
    what is 50 dollars in yuan
    commission 8% on 100 dollars how much
    how much VAT on 150 euro
    how much will I get for a lost 200 yuan order
    one order lost worth 200 yuan, premium 0.6, will I get paid
    is it true they recover 50 percent from seller
    is it 100% when i am fully at fault
    payout took 2.3 days, how much do they recover
    do both 7 days and 5 days have to pass
    is it covered only when 7 days late and 5 days silent
    late by 3 days, covered?
    does it require 95% feedback and 2.1% disputes
    are the limits 95 and 2.1
    97% feedback and 2 disputes, am i ok
    my feedback is 94%, am i eligible
    should the us number start with +1
    order 12345678 status
    1
    2024
    """


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("tool", "text"), [(tool, text) for tool, texts in JOBS.items() for text in lines(texts)])
def test_figures_with_the_wish_for_what_comes_of_them_are_the_job_of_a_tool(tool: str, text: str) -> None:
    assert tool_of(text, TODAY) == tool


@pytest.mark.parametrize("text", lines(QUESTIONS))
def test_a_question_that_only_mentions_a_figure_is_no_tools_job(text: str) -> None:
    assert tool_of(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("LP00123456789012\nRB123456785CN 12-20\nUL547537780YP 标准", "watch"),
        ("Juan Garcia\nCalle Mayor 12\n28013 Madrid\nSpain\nTel: 612 345 678", "label"),
        ("from 94% to 98% how much do i save\n30\n45.5\n61\n120", "whatif"),
        ("LP00123456789012\nRB123456785CN\n为什么这两件没动静", None),
    ],
)
def test_several_lines_are_read_as_what_they_are_together(text: str, tool: str | None) -> None:
    assert tool_of(text, TODAY) == tool


@pytest.mark.parametrize("text", ["", " ", "😀", "保费怎么算", "how is the premium worked out", "能赔吗" * 300])
def test_without_a_figure_there_is_nothing_to_work_out(text: str) -> None:
    assert tool_of(text, TODAY) is None


def test_nobody_asks_for_a_figure_in_an_essay() -> None:
    asked = "200块的订单,履约率97%,保费多少"
    assert tool_of(asked, TODAY) == "quote"
    assert tool_of(f"{asked} {'然后 ' * 200}", TODAY) is None


def test_no_way_of_asking_for_a_topic_that_is_declined_is_a_tools_job(catalogue: Catalogue) -> None:
    taken = [
        (topic, text)
        for topic, phrases in load_phrases(catalogue).items()
        if topic.startswith(UNSUPPORTED)
        for text in (*phrases.zh, *phrases.en)
        if tool_of(text, TODAY) is not None
    ]
    assert taken == []


FEW = 0.1
"""Of a topic's phrases; some of those for the premium and the clawback name an amount and ask what comes of it."""


def test_hardly_any_way_of_asking_for_an_entry_is_a_tools_job(catalogue: Catalogue) -> None:
    for topic, phrases in load_phrases(catalogue).items():
        asked = (*phrases.zh, *phrases.en)
        taken = [text for text in asked if tool_of(text, TODAY) is not None]
        assert len(taken) <= FEW * len(asked), (topic, taken)


def test_the_chat_asks_its_readers_in_the_same_order() -> None:
    readers = [*routes.UNMISTAKABLE, *routes.FREE_TEXT]
    asked = [reader.__module__.rpartition(".")[2] for reader in readers]
    assert [name for name in asked if name in dict(TOOLS)] == [name for name, _ in TOOLS]
    assert routes.FREE_TEXT[-1] is faq.from_text


@pytest.mark.parametrize("tool", ["cover", "clawback", "whatif", "eligible", "quote"])
def test_what_asks_another_tool_in_words_is_no_answer_to_an_open_question(tool: str) -> None:
    text = lines(JOBS[tool])[0]
    assert is_another_job(text, TODAY, "diagnose")
    assert not is_another_job(text, TODAY, tool)


@pytest.mark.parametrize("text", ["what rate for 97%", "97%是哪一档", "履约率97%费率多少"])
@pytest.mark.parametrize("command", ["clawback", "quote", "eligible", "whatif", "label"])
def test_who_asks_for_the_band_of_a_rate_answers_no_open_question(text: str, command: str) -> None:
    assert is_another_job(text, TODAY, command)


@pytest.mark.parametrize(
    "answer", ["200", "200 97", "97%", "8天", "500 200 100", "612 34 56 78", "LP00123456789012", "是"]
)
def test_figures_alone_may_answer_whatever_was_asked(answer: str) -> None:
    assert not is_another_job(answer, TODAY, "eligible")


@given(st.text(max_size=120))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    assert tool_of(text, TODAY) in {None, *dict(TOOLS)}
    is_another_job(text, TODAY, "quote")


@given(
    st.lists(st.sampled_from([word for texts in JOBS.values() for word in texts.split()]), max_size=12).map(" ".join)
)
def test_any_jumble_of_such_words_is_judged_without_an_error(text: str) -> None:
    assert tool_of(text, TODAY) in {None, *dict(TOOLS)}


def test_the_decision_takes_well_under_a_millisecond(catalogue: Catalogue) -> None:
    asked = [text for phrases in load_phrases(catalogue).values() for text in (*phrases.zh, *phrases.en)]
    with_figures = [text for text in asked if any(char.isdigit() for char in text)]
    for text in asked:
        tool_of(text, TODAY)  # the patterns are built on first use
    for texts, most in ((with_figures, 0.001), (asked, 0.0003)):
        since = time.process_time()
        for text in texts:
            tool_of(text, TODAY)
        assert (time.process_time() - since) / len(texts) < most
