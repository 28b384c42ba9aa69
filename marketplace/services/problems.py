"""What the sync answers when it cannot do what a till asked."""

from sync.contract import v1

STATUS = {
    "malformed": 400,
    "unauthorised": 401,
    "clock": 401,
    "revoked": 403,
    "unknown": 404,
    "gap": 409,
    "fork": 409,
    "epoch": 409,
    "snapshot_required": 410,
    "too_large": 413,
    "version": 426,
    "storage": 507,
}
"""The HTTP status of each problem."""


class ProblemError(Exception):
    """A till's request is answered with a problem; nothing of it was done."""

    def __init__(self, problem: v1.Problem) -> None:
        super().__init__(problem.error)
        self.problem = problem
