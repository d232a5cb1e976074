"""Records of two systems: what is missing, what is found again, precision and recall, people, and who gets a letter."""

import pandas as pd

from course.grading import alternative, misconception, question
from course.measures import candidate_pairs, linkage_quality, plain_date, plain_digits, plain_text

NAME_AND_BIRTH = ["first_name", "last_name", "birth_date"]
SIX = [
    NAME_AND_BIRTH,
    ["email"],
    ["phone"],
    ["first_name", "birth_date"],
    ["last_name", "birth_date"],
    ["first_name", "last_name", "home"],
]
GAIN, COST = 207, 90  # cents: margin of a person who gets a letter, cost of a letter


def as_written(firm) -> pd.DataFrame:
    """Records about persons of both systems, as they were exported."""
    shop = firm.crm_shop.assign(phone=firm.crm_shop["phone"].astype("str"))
    return pd.concat([shop, firm.crm_web]).query("type == 'person'").set_index("record_id")


def clean(firm) -> pd.DataFrame:
    """The same, written in one way."""
    both = as_written(firm)
    formats, latest = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y", "%d %b %Y"], both["created_at"].max()
    neat = pd.DataFrame({name: plain_text(both[name]) for name in ["first_name", "last_name"]})
    neat["birth_date"] = plain_date(both["birth_date"], formats, latest=latest)
    neat["home"] = plain_text(both["street"]).str.split().str[0] + " " + both["house_number"].astype("str")
    neat["phone"] = plain_digits(both["phone"], last=9)
    return neat.join(both[["postcode", "email", "created_at"]])


def supposed_persons(records: pd.DataFrame, keys: list) -> pd.Series:
    """The smallest number among the records that hang together, by record: labels spread until nothing moves."""
    pairs = candidate_pairs(records, keys)
    both_ways = pd.concat([pairs, pairs.rename(columns={"left": "right", "right": "left"})])
    label = pd.Series(records.index, records.index)
    while True:
        nearest = both_ways["right"].map(label).groupby(both_ways["left"]).min().reindex(label.index)
        spread = label.where(~(nearest < label), nearest).astype("int64")
        if spread.equals(label):
            return label
        label = spread


# 03.1 · what is missing


@question(
    "03.1",
    binds="no_birth_date",
    text="Records without date of birth",
    hints=[
        "Companies have no birthday, and nobody misses it. Who should have one?",
        "Keep the rows of type `person` in both tables.",
        "`.isna().mean()` is the share of missing values.",
    ],
)
def no_birth_date(firm) -> float:
    return float(as_written(firm)["birth_date"].isna().mean())


@misconception("03.1", credit=0.5, hint="You counted companies too. They have no birthday, so nothing is missing.")
def with_companies(firm) -> float:
    return float(pd.concat([firm.crm_shop, firm.crm_web])["birth_date"].isna().mean())


@misconception("03.1", credit=0.5, hint="That is the share of records *with* a date of birth.")
def with_birth_date(firm) -> float:
    return 1 - no_birth_date(firm)


@misconception("03.1", hint="You divided by all records. The share is one of the records about persons.")
def of_all_records(firm) -> float:
    return float(as_written(firm)["birth_date"].isna().sum() / (len(firm.crm_shop) + len(firm.crm_web)))


@alternative("03.1")
def table_by_table(firm) -> float:
    persons = [table[table["type"] == "person"] for table in (firm.crm_shop, firm.crm_web)]
    return sum(table["birth_date"].isna().sum() for table in persons) / sum(map(len, persons))


# 03.2 · telephone numbers found again


def numbers(firm) -> tuple[pd.Series, pd.Series]:
    return plain_digits(firm.crm_shop["phone"], last=9), plain_digits(firm.crm_web["phone"], last=9)


@question(
    "03.2",
    binds="found_again",
    text="Telephone numbers found again",
    hints=[
        "The same number is a whole number in one table and a text with blanks in the other.",
        "`plain_digits(…, last=9)` writes both in one way.",
        "`.isin(…)` says which are found. Is a missing number found among missing ones?",
    ],
)
def found_again(firm) -> int:
    shop, web = numbers(firm)
    return int(shop.dropna().isin(web.dropna()).sum())


@misconception("03.2", hint="As written no two numbers are the same: the shop's export has lost the leading zero.")
def as_they_are(firm) -> int:
    return int(firm.crm_shop["phone"].dropna().astype("str").isin(firm.crm_web["phone"]).sum())


@misconception("03.2", credit=0.5, hint="Records without a number were taken as found: missing is in missing.")
def missing_found(firm) -> int:
    shop, web = numbers(firm)
    return int(shop.isin(web).sum())


@misconception("03.2", credit=0.5, hint="You counted different numbers. Some stand on several records of the shop.")
def different_numbers(firm) -> int:
    shop, web = numbers(firm)
    return len(set(shop.dropna()) & set(web.dropna()))


@alternative("03.2")
def by_join(firm) -> int:
    shop, web = numbers(firm)
    known = shop.dropna().rename("phone").to_frame()
    return len(known.merge(web.dropna().drop_duplicates().rename("phone"), on="phone"))


# 03.3 · precision and recall as a function


def pairs_to_judge(firm) -> list:
    """Small tables with known shares, the records of a pair in either order, and pairs of the firm."""
    true = pd.DataFrame({"left": [1, 1, 2, 7], "right": [2, 3, 3, 8]})
    found = pd.DataFrame({"left": [2, 5, 3, 9, 4], "right": [1, 6, 1, 4, 5]})
    records = clean(firm).head(400)
    rules = [candidate_pairs(records, [[key]]) for key in ("last_name", "first_name")]
    return [(found, true), (true, true), (found.head(1), true), tuple(rules)]


@question(
    "03.3",
    binds="precision_and_recall",
    points=2,
    text="Precision and recall",
    probes=pairs_to_judge,
    hints=[
        "Both shares have the same numerator: the pairs that are in both tables.",
        "The pair 1, 2 is the pair 2, 1. How can you make them equal?",
        "A `frozenset` of two records has no order. Sets of them have `&` and `len`.",
    ],
)
def precision_and_recall(firm):
    def shares(found, true):
        one, other = ({frozenset(pair) for pair in table.to_numpy().tolist()} for table in (found, true))
        return [len(one & other) / len(one), len(one & other) / len(other)]

    return shares


@misconception("03.3", credit=0.5, hint="The two are exchanged: precision is a share of what was *found*.")
def exchanged(firm):
    def shares(found, true):
        return precision_and_recall(firm)(found, true)[::-1]

    return shares


@misconception("03.3", credit=0.5, hint="You took the pair 2, 1 for another one than 1, 2. A pair has no first record.")
def order_matters(firm):
    def shares(found, true):
        one, other = ({tuple(pair) for pair in table.to_numpy().tolist()} for table in (found, true))
        return [len(one & other) / len(one), len(one & other) / len(other)]

    return shares


@misconception("03.3", hint="You divided by the pairs of either table. The two shares have different denominators.")
def of_either(firm):
    def shares(found, true):
        one, other = ({frozenset(pair) for pair in table.to_numpy().tolist()} for table in (found, true))
        return [len(one & other) / len(one | other)] * 2

    return shares


@alternative("03.3")
def by_library(firm):
    def shares(found, true):
        quality = linkage_quality(found, true)
        return [quality.precision, quality.recall]

    return shares


# 03.4 · the popular count


@question(
    "03.4",
    binds="popular_count",
    points=2,
    text="People by name and date of birth",
    hints=[
        "Use the cleaned records. Which of them can agree with another one at all?",
        "A record without date of birth agrees with nobody: each of them counts as a person.",
        "`drop_duplicates` takes two missing values for equal. Put the incomplete ones aside first.",
    ],
)
def popular_count(firm) -> int:
    key = clean(firm)[NAME_AND_BIRTH]
    known = key.dropna()
    return len(key) - len(known) + len(known.drop_duplicates())


@misconception("03.4", credit=0.5, hint="You left out the records without date of birth. They are people, too.")
def incomplete_left_out(firm) -> int:
    return len(clean(firm)[NAME_AND_BIRTH].dropna().drop_duplicates())


@misconception(
    "03.4",
    credit=0.5,
    hint="Two namesakes who both told no birthday were taken for one person. What is missing agrees with nothing.",
)
def missing_agrees(firm) -> int:
    return len(clean(firm)[NAME_AND_BIRTH].drop_duplicates())


@misconception("03.4", hint="You counted records as they are written. Use the cleaned ones.")
def not_cleaned(firm) -> int:
    key = as_written(firm)[NAME_AND_BIRTH]
    known = key.dropna()
    return len(key) - len(known) + len(known.drop_duplicates())


@misconception("03.4", hint="You compared names alone. Namesakes with different birthdays are different people.")
def names_alone(firm) -> int:
    return len(clean(firm)[["first_name", "last_name"]].drop_duplicates())


@alternative("03.4")
def by_links(firm) -> int:
    return supposed_persons(clean(firm), [NAME_AND_BIRTH]).nunique()


# 03.5 · from pairs to people


@question(
    "03.5",
    binds="reachable_people",
    points=2,
    text="People by telephone or e-mail",
    hints=[
        "If A and B share a telephone number, and B and C an address, then A, B and C are one person.",
        "Two keys for `candidate_pairs`: the telephone, or the e-mail address.",
        "`supposed_persons` of the notebook follows the links.",
    ],
)
def reachable_people(firm) -> int:
    return supposed_persons(clean(firm), [["phone"], ["email"]]).nunique()


@misconception(
    "03.5",
    credit=0.5,
    hint="You took off one person per pair. Three records of one person make three pairs, and two records too many.",
)
def one_off_per_pair(firm) -> int:
    records = clean(firm)
    return len(records) - len(candidate_pairs(records, [["phone"], ["email"]]))


@misconception(
    "03.5", hint="You asked for the same telephone *and* the same e-mail address. One of the two should be enough."
)
def both_at_once(firm) -> int:
    return supposed_persons(clean(firm), [["phone", "email"]]).nunique()


@misconception("03.5", credit=0.5, hint="You linked by e-mail alone. A shared telephone number should be enough, too.")
def mail_alone(firm) -> int:
    return supposed_persons(clean(firm), [["email"]]).nunique()


@alternative("03.5")
def by_components(firm) -> int:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    records = clean(firm)
    pairs = candidate_pairs(records, [["phone"], ["email"]])
    left, right = (records.index.get_indexer(pairs[side]) for side in ("left", "right"))
    lines = coo_array(([1] * len(pairs), (left, right)), shape=(len(records), len(records)))
    return int(connected_components(lines, directed=False)[0])


# 03.6 · agreement by chance


@question(
    "03.6",
    binds="u",
    points=2,
    text="Same family name by chance",
    rtol=0.001,
    hints=[
        "How many pairs of records are there, and how many of them have one name?",
        "A name that stands on c records makes c (c − 1) / 2 pairs.",
        "Add that up over the names of `value_counts()`, and divide by n (n − 1) / 2.",
    ],
)
def u(firm) -> float:
    counts = clean(firm)["last_name"].value_counts()
    return float((counts * (counts - 1)).sum() / (counts.sum() * (counts.sum() - 1)))


@misconception("03.6", credit=0.5, hint="You let a record make a pair with itself. The two drawn are different.")
def with_itself(firm) -> float:
    return float((clean(firm)["last_name"].value_counts(normalize=True) ** 2).sum())


@misconception("03.6", hint="That is right if all names are equally common. Common ones make most pairs.")
def equally_common(firm) -> float:
    return 1 / clean(firm)["last_name"].nunique()


@misconception("03.6", hint="That is the share of the commonest name, not the chance that two records agree.")
def commonest(firm) -> float:
    return float(clean(firm)["last_name"].value_counts(normalize=True).iloc[0])


@alternative("03.6")
def by_pairs(firm) -> float:
    records = clean(firm)
    return len(candidate_pairs(records, [["last_name"]])) / (len(records) * (len(records) - 1) / 2)


# 03.7 · who gets a letter


def newest_of(records: pd.DataFrame, who: pd.Series) -> list:
    """The newest record of each supposed person."""
    newest = records.sort_values("created_at", kind="stable").groupby(who).tail(1)
    return [int(one) for one in newest.index]


def earned(answer, firm) -> float:
    """Cents that letters to these records earn: margin once per person, cost per letter."""
    owner = firm.truth.links.set_index("record_id")["customer_id"]
    people = owner.reindex(pd.Series(list(answer), dtype="int64")).dropna()
    return float(GAIN * people.nunique() - COST * len(list(answer)))


def worth(answer, firm) -> float:
    """What a list earns, against that of six rules together; from .97 of it on all are equal."""
    return min(earned(answer, firm) / earned(by_six_rules(firm), firm), 0.97)


@question(
    "03.7",
    binds="letters",
    points=3,
    text="Who gets a letter",
    decision=worth,
    hints=[
        "Two errors cost money: a second letter to one person, and no letter to a person. Which costs more here?",
        "One strict rule finds half of the pairs. What would several strict rules find together?",
        "`supposed_persons(records, keys)` takes several keys at once.",
    ],
)
def by_six_rules(firm) -> list:
    records = clean(firm)
    return newest_of(records, supposed_persons(records, SIX))


@alternative("03.7")
def by_seven_rules(firm) -> list:
    records = clean(firm)
    return newest_of(records, supposed_persons(records, [*SIX, ["birth_date", "postcode"]]))


# A decision is judged by what it earns, and so are these: the best of them stands first.


@misconception(
    "03.7",
    credit=0.5,
    hint="Your list does about as well as merging the same names and birthdays, a rule that misses half.",
)
def by_name_and_birth(firm) -> list:
    records = clean(firm)
    return newest_of(records, supposed_persons(records, [NAME_AND_BIRTH]))


@misconception(
    "03.7",
    credit=0.25,
    hint=(
        "Your list does about as well as merging the same e-mail addresses. "
        "Fewer than half of the shop's records have one."
    ),
)
def by_mail(firm) -> list:
    records = clean(firm)
    return newest_of(records, supposed_persons(records, [["email"]]))


@misconception("03.7", hint="Your list does about as well as a letter to every record. Many people get two or three.")
def to_every_record(firm) -> list:
    return [int(one) for one in clean(firm).index]


# 03.8 · a note


@question(
    "03.8",
    binds="note",
    points=4,
    text="A note on the mailing list",
    rubric={
        "It names both errors, a missed and a false link, and says what each of them costs the firm.": 1,
        "It supports this with numbers counted from the firm's own records, and says how they were counted.": 1,
        "It proposes how to link, and says for which use: a letter, an e-mail, a count.": 1,
        "It says how one would know that the proposal is good: calls to a random sample, precision and recall.": 1,
    },
)
def note(firm) -> str:
    records, sent, popular = len(clean(firm)), len(by_six_rules(firm)), popular_count(firm)
    return (
        f"We have {records:,} records of private customers. Merging the same names and birthdays leaves {popular:,}; "
        f"linking whoever shares one of six strict keys leaves {sent:,}. The first list never throws two people "
        "together, and that is why it is expensive: a slip of the pen or a birthday not told makes a second customer, "
        "who gets a second letter for 90 cents. The second list will now and then take a couple for one person; then "
        "somebody gets no letter, and we lose what it would have brought. There are many of the first error and few "
        "of the second, so for letters I would use the six keys. For e-mail, which costs nothing, I would keep the "
        "strict rule; for the annual report I would use neither alone. Before we print, let us call 300 people drawn "
        "from the records and ask which further records are theirs: that gives the precision and the recall of both "
        "lists, and the number of our customers with its interval."
    )
