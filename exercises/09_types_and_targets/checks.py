"""What is asked, what is right, and which wrong answers are understood."""

from course.grading import misconception, question


@question("09.1", binds="orders_per_buyer", points=1, text="Orders per buyer", hints=[
    "Who is a buyer: everybody on file, or those who have ordered?",
    "Divide the number of orders by the number of different customers in `firm.orders`.",
])
def orders_per_buyer(firm) -> float:
    return len(firm.orders) / firm.orders["customer_id"].nunique()


@misconception("09.1", hint="You divided by everybody on file; a buyer has ordered at least once.")
def per_customer_on_file(firm) -> float:
    return len(firm.orders) / len(firm.customers)
