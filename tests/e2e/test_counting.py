"""People over time: drop by drop, the same ones again, many at once, and before a restart. What the terminal got decides."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.deployment import Deployment
from tests.support.origin import Answer, Received
from tests.support.people import as_json, customers

LIMIT = 500
"""Of the shipped policy: people that one account may see of the CRM in a day."""


def page(request: Received) -> Answer:
    """Answer /PAGE/SIZE with that page of the customers of the CRM."""
    _, number, size = request.target.split("/")
    body = as_json(customers(70_000 + int(number) * int(size), int(size)))
    return Answer(body=body, headers=(("content-type", "application/json"),))


def take(site: Deployment, account: str, size: int, *numbers: int) -> list[int]:
    """Download pages of `size` people and return the statuses."""
    with site.client(account=account) as client:
        return [client.get(site.url("crm", f"/{number}/{size}")).status_code for number in numbers]


def test_page_after_page_ends_at_the_limit_of_the_day(narrow: Deployment) -> None:
    narrow.origins["crm"].answer = page
    statuses = take(narrow, "pages", 50, *range(100))
    assert statuses == [200] * (LIMIT // 50) + [403] * 90


def test_the_same_customers_again_are_no_more_people(narrow: Deployment) -> None:
    narrow.origins["crm"].answer = page
    assert take(narrow, "again", 50, *[0] * 100) == [200] * 100


def test_many_at_once_do_not_pass_the_limit_together(narrow: Deployment) -> None:
    narrow.origins["crm"].answer = page
    with ThreadPoolExecutor(20) as terminals:
        found = [status for (status,) in terminals.map(lambda number: take(narrow, "parallel", 40, number), range(200, 220))]
    assert set(found) == {200, 403}
    assert LIMIT - 40 < found.count(200) * 40 <= LIMIT


def test_one_account_does_not_use_up_what_another_may_see(narrow: Deployment) -> None:
    narrow.origins["crm"].answer = page
    assert take(narrow, "first", 100, 0, 1, 2, 3, 4, 5) == [200] * 5 + [403]
    assert take(narrow, "second", 100, 0) == [200]


def test_a_refused_page_is_not_held_against_anybody(narrow: Deployment) -> None:
    narrow.origins["crm"].answer = page
    assert take(narrow, "refused", 300, 0, 1, 2) == [403] * 3
    assert take(narrow, "refused", 50, 0, 1) == [200] * 2


def test_people_released_before_a_restart_still_count(narrow: Deployment) -> None:
    narrow.origins["crm"].answer = page
    assert take(narrow, "restart", 100, 0, 1, 2, 3) == [200] * 4
    assert narrow.stop() == 0
    narrow.start()
    assert take(narrow, "restart", 100, 4, 5, 4, 0) == [200, 403, 200, 200]
