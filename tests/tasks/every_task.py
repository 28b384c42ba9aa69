"""All tasks, in the order of the table."""

from tests.tasks.basket_tasks import BASKET_TASKS
from tests.tasks.day_tasks import DAY_TASKS
from tests.tasks.payment_tasks import PAYMENT_TASKS
from tests.tasks.return_tasks import RETURN_TASKS
from tests.tasks.task import Task

TASKS: tuple[type[Task], ...] = (*PAYMENT_TASKS, *BASKET_TASKS, *RETURN_TASKS, *DAY_TASKS)
