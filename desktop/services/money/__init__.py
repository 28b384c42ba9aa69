"""What pays a ticket, and what the tenders do to our other books."""

from typing import TYPE_CHECKING

from desktop.services.on_demand import modules_of

if not TYPE_CHECKING:  # what stands here for a checker of types are the modules themselves
    __getattr__ = modules_of(__name__)
