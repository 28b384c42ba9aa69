"""The customers of the demonstration: invented names, phones of the range kept for fiction."""

from __future__ import annotations

from demo.town.geography import NAME, POSTCODE
from demo.town.records import DemoCustomer


def _resident(first_name: str, last_name: str, mail: str, line: int, street: str) -> DemoCustomer:
    digits = f"{line:04d}"
    return DemoCustomer(
        first_name,
        last_name,
        f"{mail}@courriel.example",
        f"06 39 98 {digits[:2]} {digits[2:]}",
        street,
        POSTCODE,
        NAME,
    )


CUSTOMERS = (
    _resident("Camille", "Darrigade", "camille.darrigade", 1207, "8 rue Saint-Maurin"),
    _resident("Mehdi", "Benaïssa", "mehdi.benaissa", 1344, "22 avenue de la Gare"),
    _resident("Solange", "Peyrusse", "solange.peyrusse", 1518, "3 ruelle des Tanneurs"),
    _resident("Antoine", "Lestrade", "a.lestrade", 1729, "51 Grande Rue"),
    _resident("Fatou", "Diarra", "fatou.diarra", 2046, "17 rue du Pont-Neuf"),
    _resident("Jeanne", "Vidalenc", "jeanne.vidalenc", 2210, "2 allées des Tilleuls"),
    _resident("Luc", "Cazenave-Roy", "luc.cazenave", 2455, "64 rue des Cordeliers"),
    _resident("Thi Mai", "Nguyen", "mai.nguyen", 2733, "9 quai de l’Ardelle"),
    _resident("Gérard", "Escoubet", "g.escoubet", 3018, "30 faubourg Saint-Jean"),
    _resident("Élodie", "Marchadier", "elodie.marchadier", 3190, "12 rue du Palais"),
    _resident("Hugo", "Tisné", "hugo.tisne", 3402, "5 boulevard des Remparts"),
    _resident("Rosalie", "d’Anglade", "rosalie.danglade", 3671, "1 place de l’Église"),
)
