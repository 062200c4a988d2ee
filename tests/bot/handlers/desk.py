"""The operators' desk: what sellers left there, and what is pressed on the list of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.faq.lookup import Band
from bot.handlers.unanswered_open import MOST
from storage import chats, phrases, questions
from storage.phrases import Phrase
from storage.questions import Reason
from tests.support.talk import Said, Talk

TEAM = -100_900
SELLER = 7001
SHIELD, SHIELD_TOO, SHIELD_THIRD = "买家看到的小盾牌是啥", "买家看到的小盾牌是啥意思", "小盾牌是啥意思呀"
CUT, COMMISSION = "平台抽几个点的佣金", "unsupported-commission"
"""A question that the bot declines on purpose, and the topic it is recognised as."""
PAYPAL, PAYPAL_TOO = "钱能打到PayPal吗", "打到paypal可以吗"


@dataclass
class Desk:
    """The operators' group, and what sellers left there."""

    talk: Talk

    async def asked(
        self, text: str, user_id: int = SELLER, reason: Reason = Reason.DECLINED, shown: str | None = None
    ) -> None:
        """A seller's question that was not answered well, asked a moment after the one before."""
        talk = self.talk
        talk.wait(seconds=1)
        async with talk.services.database.write() as tx:
            await chats.load(
                user_id,
                tx,
                kind="private",
                language="zh",
                timezone="Asia/Shanghai",
                silence_days=3,
                quiet_from=None,
                quiet_to=None,
                now=talk.now,
            )
            await questions.record(
                user_id, tx, user_id, text, language="zh", reason=reason, entry=shown, nearest=(), now=talk.now
            )

    async def fill(self, user_ids: Iterable[int], shown: str | None = None) -> None:
        """As many questions of each of these people as are kept of one."""
        for user_id in user_ids:
            async with self.talk.services.database.write() as tx:
                await chats.load(
                    user_id, tx, kind="private", language="zh", timezone="Asia/Shanghai", silence_days=3,
                    quiet_from=None, quiet_to=None, now=self.talk.now,
                )  # fmt: skip
                for place in range(questions.MOST_OF_A_PERSON):
                    await questions.record(
                        user_id, tx, user_id, f"{SHIELD}{place}", language="zh", reason=Reason.DECLINED, entry=shown,
                        nearest=(), now=self.talk.now,
                    )  # fmt: skip

    async def lists(self) -> Said:
        """What `/unanswered` says."""
        [said] = await self.talk.say("/unanswered")
        return said

    async def press(self, label: str) -> Said:
        """What a press on the newest message with this button says."""
        [said] = await self.talk.press(label)
        return said

    async def open(self) -> list[str]:
        """The texts of the open questions, oldest first."""
        async with self.talk.services.database.read() as tx:
            found = await questions.find_open(TEAM, tx, {TEAM}, MOST)
        return [question.text for question in found[::-1]]

    async def attached(self) -> list[Phrase]:
        """What is attached."""
        async with self.talk.services.database.read() as tx:
            return list(await phrases.load(tx))

    def title(self, entry_id: str) -> str:
        """What an entry is called, or a topic that is declined."""
        faq = self.talk.services.faq
        entry = faq.entry(entry_id) or faq.unsupported(entry_id)
        assert entry is not None
        return entry.title.zh

    async def attach(self, entry_id: str) -> Said:
        """Attach the first topic to an entry, through its group: not everything is near."""
        entry = self.talk.services.faq.entry(entry_id)
        assert entry is not None
        await self.lists()
        await self.press("第 1 类怎么答")
        await self.press("别的话题")
        await self.press(dict(self.talk.services.faq.groups)[entry.group].zh)
        return await self.press(entry.title.zh)

    def answers(self, text: str) -> str | None:
        """The entry that a question is answered with, if it is."""
        found = self.talk.services.faq.find(text)
        return found.topic if found.band is Band.ANSWER else None
