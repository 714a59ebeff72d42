"""Under which work order a transfer happens. Knows nothing of where orders come from."""

from collections.abc import Iterable

from rules.model import UNASSIGNED, Transfer, WorkOrder, login


def open_order(orders: Iterable[WorkOrder], transfer: Transfer) -> WorkOrder | None:
    """Return the order under which `transfer` happens: of several the one that ends first, then by ticket; None if none is open.

    An unknown user works under none. A transfer whose tenant nobody knows fits only an order for every tenant.
    """
    if not transfer.actor.known:
        return None
    fitting = (order for order in orders if covers(order, transfer))
    return min(fitting, key=lambda order: (order.ends, order.ticket), default=None)


def covers(order: WorkOrder, transfer: Transfer) -> bool:
    """Whether account, tenant and moment of `transfer` are those of `order`."""
    tenant = not order.tenants or (transfer.tenant != UNASSIGNED and transfer.tenant in order.tenants)
    return tenant and order.begins <= transfer.at < order.ends and login(transfer.actor.id) in map(login, order.accounts)
