"""A scan in the studio fills the code and nothing else; its name is left to what is known of it."""

from desktop.domain.proposal import Proposal
from desktop.services.drafting.proposals import Proposals
from desktop.ui.studio.screen import StudioScreen
from tests.ui.conftest import Opener


def test_a_scan_into_the_name_field_leaves_it_to_what_is_proposed(counter: Opener) -> None:
    at = counter()
    at.window.go("studio")
    at.settle()
    studio = at.window.screen_of("studio")
    assert isinstance(studio, StudioScreen)
    studio.form.name.setFocus()
    at.scan("3017620429999")
    assert studio.form.name.text() == ""
    told = Proposals(fields={"name": (Proposal("Miel de châtaignier", "town", 91),)})
    studio.pane.propose(told)
    assert studio.form.name.text() == "Miel de châtaignier"
