"""How checks work: a count, a name, a market of one's own, a text."""

from course.grading import alternative, misconception, question
from course.world.simulate import World


@question(
    "00.1",
    binds="buyers",
    text="Customers who ordered",
    hints=[
        "One row of `firm.orders` is an order, not a customer: some customers have many rows, some have none.",
        "Count the different numbers in the column `customer_id`. A Series has a method for that: `.nunique()`.",
    ],
)
def customers_with_an_order(firm) -> int:
    return firm.orders["customer_id"].nunique()


@alternative("00.1")
def by_dropping_repeats(firm) -> int:
    return len(firm.orders.drop_duplicates("customer_id"))


@misconception(
    "00.1", hint="You counted everybody on file. Some of them have only asked a question, or never came back."
)
def everybody_on_file(firm) -> int:
    return len(firm.customers)


@misconception("00.1", hint="You counted orders. Somebody who orders ten times is still one customer.")
def orders_instead_of_customers(firm) -> int:
    return len(firm.orders)


@misconception("00.1", hint="You counted who ordered exactly once. Those who came again have ordered, too.")
def only_one_time_buyers(firm) -> int:
    return int((firm.orders["customer_id"].value_counts() == 1).sum())


@question(
    "00.2",
    binds="joins",
    text="What joins lines to orders",
    hints=[
        "Print `firm.orders.columns` and `firm.order_lines.columns`: one name stands in both.",
        "It is the key of `orders`: the column in which every order has a number of its own.",
    ],
)
def shared_column(firm) -> str:
    return next(name for name in firm.orders.columns if name in firm.order_lines.columns)


@alternative("00.2")
def by_intersection(firm) -> str:
    (name,) = set(firm.order_lines.columns) & set(firm.orders.columns)
    return name


@misconception("00.2", hint="That says what was bought. It joins a line to `products`; an order holds many products.")
def through_the_product(firm) -> str:
    return "product_id"


@misconception("00.2", hint="That is the key of the lines alone; `orders` has no such column.")
def key_of_the_lines(firm) -> str:
    return "line_id"


@misconception(
    "00.2", hint="`orders` has this column, but a line does not: it finds its customer only through its order."
)
def through_the_customer(firm) -> str:
    return "customer_id"


def _orders_of(seed: int):
    return World(customers=500, weeks=104, seed=seed).observe().orders


@question(
    "00.3",
    binds="revenue",
    points=2,
    rtol=0.0001,
    text="Revenue of a market of one's own",
    hints=[
        "`course.World(customers=…, weeks=…, seed=…)` makes the market, `.observe()` gives the firm's tables.",
        "Sum the column `revenue` of that firm's `orders`, not of `firm.orders`; then turn cents into crowns.",
    ],
)
def revenue_in_crowns(firm) -> float:
    return _orders_of(11)["revenue"].sum() / 100


@alternative("00.3")
def from_the_lines(firm) -> float:
    lines = World(customers=500, weeks=104, seed=11).observe().order_lines
    return (lines["quantity"] * lines["price_paid"]).sum() / 100


@misconception("00.3", credit=0.5, hint="These are cents. A crown has a hundred of them.")
def left_in_cents(firm) -> float:
    return float(_orders_of(11)["revenue"].sum())


@misconception(
    "00.3", credit=0.5, hint="This is another market: seed 7, which you get when you name none. The question names one."
)
def seed_left_out(firm) -> float:
    return _orders_of(7)["revenue"].sum() / 100


@misconception("00.3", hint="This is the revenue of `firm`, the big market. Use the orders of the one that you made.")
def of_the_firm(firm) -> float:
    return firm.orders["revenue"].sum() / 100


@question(
    "00.4",
    binds="questions",
    points=2,
    text="Two questions before you repeat a number",
    rubric={
        "asks in which window of time the customers were counted, or when they last came": 0.5,
        "asks who counts as a customer: contact, purchase, use": 0.5,
        "says for each question how the number could change": 1,
    },
)
def questions_to_ask(firm) -> str:
    return "In which window? Fewer have bought lately. Who counts: who asked, or who bought? Fewer bought."
