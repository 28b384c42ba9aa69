"""What a person is told about each error, by its code: title, one sentence, the next step."""

from desktop.ui.wording import (
    refusals_basket,
    refusals_carriage,
    refusals_catalogue,
    refusals_counter,
    refusals_devices,
    refusals_imports,
    refusals_lockers,
    refusals_money,
    refusals_orders,
    refusals_papers,
    refusals_people,
    refusals_pickup,
    refusals_printing,
    refusals_sheet,
    refusals_supplies,
    refusals_world,
)

REFUSALS = {
    **refusals_counter.TOLD,
    **refusals_basket.TOLD,
    **refusals_money.TOLD,
    **refusals_orders.TOLD,
    **refusals_carriage.TOLD,
    **refusals_lockers.TOLD,
    **refusals_people.TOLD,
    **refusals_pickup.TOLD,
    **refusals_catalogue.TOLD,
    **refusals_imports.TOLD,
    **refusals_sheet.TOLD,
    **refusals_papers.TOLD,
    **refusals_printing.TOLD,
    **refusals_devices.TOLD,
    **refusals_supplies.TOLD,
    **refusals_world.TOLD,
}
