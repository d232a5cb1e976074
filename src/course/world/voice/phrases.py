"""What customers write in reviews, made from sentences with a known topic and a known polarity.

A text is one of a few thousand, addressed by number; what it is about is looked up under the same number. So text and
truth cannot differ, and no row needs string work.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, product

import numpy as np

TOPICS = ("taste", "price", "delivery", "staff", "waiting", "packaging", "app", "choice")
BAD, GOOD = 0, 1
VARIANTS = 4
_OTHERS = len(TOPICS) - 1
_PAIRS = tuple(combinations(range(_OTHERS), 2))
PAIRS = len(_PAIRS)
_TAILS = 1 + 2 * _OTHERS + 2 * PAIRS

# Topic: four complaints, four praises; each a sentence to open with and a shorter one to add.
_SENTENCES: dict[str, tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]] = {
    "taste": (
        (
            ("The coffee tasted flat and a little burnt.", "The taste was flat."),
            ("I found the roast bitter, nothing like last year's.", "Too bitter for me."),
            ("The beans were stale, hardly any aroma left.", "No aroma either."),
            ("Weak and watery however I brew it.", "And it tastes watery."),
        ),
        (
            ("The coffee tastes wonderful, round and full.", "It tastes great."),
            ("Best aroma I have had in years.", "Lovely aroma."),
            ("Fresh roast, deep flavour, no bitterness.", "The flavour is deep and clean."),
            ("The tea is fragrant and delicate.", "And so fragrant."),
        ),
    ),
    "price": (
        (
            ("Far too expensive for what you get.", "Too expensive."),
            ("The price went up again without a word.", "The price went up again."),
            ("Elsewhere the same bag costs a third less.", "It is cheaper elsewhere."),
            ("I paid full price and saw it on offer the day after.", "Poor value for the money."),
        ),
        (
            ("Good value for the money.", "The price is right."),
            ("The weekly offers are really worth it.", "Nice offers too."),
            ("Fair prices for this quality.", "Fairly priced."),
            ("Cheaper than I had expected.", "And not expensive."),
        ),
    ),
    "delivery": (
        (
            ("My parcel came four days late.", "It arrived late."),
            ("The courier left it in the rain at the wrong door.", "The courier left it at the wrong door."),
            ("Half of the order was missing when it came.", "One item was missing."),
            ("Shipping takes forever and nobody knows where it is.", "Shipping was slow."),
        ),
        (
            ("Ordered in the evening, on my doorstep next day.", "It arrived next day."),
            ("Quick shipping, exactly when promised.", "Shipped on time."),
            ("The courier was early and everything was there.", "Delivery was complete."),
            ("Delivery has never once been late.", "Always delivered on time."),
        ),
    ),
    "staff": (
        (
            ("The person who answered was rude.", "The staff were rude."),
            ("Nobody there knew anything about the beans.", "Nobody could advise me."),
            ("I was treated like a nuisance for asking.", "Unfriendly people."),
            ("Three people told me three different things.", "The advice was wrong."),
        ),
        (
            ("The staff took time to advise me.", "Helpful staff."),
            ("Friendly people who know what they sell.", "Friendly people."),
            ("The assistant remembered what I drink.", "They remember me."),
            ("They solved my problem kindly, no questions asked.", "They helped at once."),
        ),
    ),
    "waiting": (
        (
            ("I waited twenty minutes until somebody picked up.", "The wait was long."),
            ("The queue reached the door and one till was open.", "Endless queue."),
            ("Put on hold again and again.", "I was put on hold."),
            ("It took them days to reply.", "No reply for days."),
        ),
        (
            ("No queue at all, I was out in two minutes.", "No queue."),
            ("They picked up at the first ring.", "They picked up at once."),
            ("I got a reply within minutes.", "A reply within minutes."),
            ("Served immediately, even on a Saturday.", "No waiting."),
        ),
    ),
    "packaging": (
        (
            ("The bag was torn and beans were all over the box.", "The bag was torn."),
            ("So much plastic around so little tea.", "Too much plastic."),
            ("The tin was dented and would not close.", "The tin was dented."),
            ("The seal was broken when I opened the carton.", "The seal was broken."),
        ),
        (
            ("Beautifully wrapped, a present in itself.", "Beautifully wrapped."),
            ("The resealable bag keeps everything fresh.", "The bag reseals well."),
            ("Sturdy box, nothing damaged.", "Well packed."),
            ("Finally a carton without plastic.", "No plastic, thank you."),
        ),
    ),
    "app": (
        (
            ("The app crashes whenever I want to pay.", "The app crashes."),
            ("I could not log in for a week.", "Logging in failed."),
            ("The website lost my basket twice.", "The website is clumsy."),
            ("The new update made ordering a puzzle.", "The update made it worse."),
        ),
        (
            ("Ordering in the app takes ten seconds.", "The app works well."),
            ("The website is clear and quick.", "A clear website."),
            ("I love the reminder in the app when I run out.", "The reminders are handy."),
            ("Logging in and paying just works.", "Paying online is easy."),
        ),
    ),
    "choice": (
        (
            ("My favourite blend has vanished from the range.", "My blend is gone."),
            ("Sold out again, for the third time.", "Often sold out."),
            ("Little choice if you drink decaf.", "Hardly any choice."),
            ("They keep changing the assortment.", "The range keeps changing."),
        ),
        (
            ("A huge range, there is always something new.", "Large range."),
            ("I found varieties that nobody else stocks.", "Rare varieties."),
            ("Great selection of teas.", "Good selection."),
            ("Every season brings a new blend to try.", "New blends each season."),
        ),
    ),
}


@cache
def reviews() -> tuple[str, ...]:
    """Return all review texts: opening (topic × polarity × variant) × what is added (nothing, one topic, two)."""
    return tuple(
        " ".join((_sentence(topic, polarity, variant, 0), *(_sentence(t, p, variant, 1) for t, p in added)))
        for topic, polarity, variant in _openings()
        for added in _tails(topic)
    )


@cache
def review_topics() -> np.ndarray:
    """Return what each text says of each topic (texts × topics): 1 praise, −1 complaint, 0 nothing."""
    said = np.zeros((len(reviews()), len(TOPICS)), dtype=np.int64)
    texts = (((topic, polarity), *added) for topic, polarity, _ in _openings() for added in _tails(topic))
    for row, mentions in enumerate(texts):
        for topic, polarity in mentions:
            said[row, topic] = 2 * polarity - 1
    return said


def review_number(opening: tuple[np.ndarray, ...], size: np.ndarray, side: np.ndarray, good: np.ndarray) -> np.ndarray:
    """Return the number of the text.

    opening : topic, polarity and variant. size : topics mentioned, 1–3. side : which of the 7 other topics (size 2) or
    of their 21 pairs (size 3). good : the polarity of what is added.
    """
    topic, polarity, variant = opening
    tail = np.select([size == 2, size == 3], [1 + 2 * side + good, 1 + 2 * (_OTHERS + side) + good], 0)
    return ((topic * 2 + polarity) * VARIANTS + variant) * _TAILS + tail


def _openings() -> list[tuple[int, int, int]]:
    return list(product(range(len(TOPICS)), (BAD, GOOD), range(VARIANTS)))


def _tails(topic: int) -> list[tuple[tuple[int, int], ...]]:
    """Return what can be added to an opening, as (topic, polarity): nothing, one other topic, two other topics."""
    others = [one for one in range(len(TOPICS)) if one != topic]
    singles = [((one, polarity),) for one, polarity in product(others, (BAD, GOOD))]
    pairs = [((others[a], p), (others[b], p)) for (a, b), p in product(_PAIRS, (BAD, GOOD))]
    return [(), *singles, *pairs]


def _sentence(topic: int, polarity: int, variant: int, length: int) -> str:
    return _SENTENCES[TOPICS[topic]][polarity][variant][length]
