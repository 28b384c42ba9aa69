"""Common words for goods and what kind they are: what a new shop knows before it has a history.

French retail words, a kind a line. A kind says which words mean the same sort of thing, so that a
brie stands beside the camembert, and which class of VAT rate such goods mostly have in food and
other shops (CGI art. 278-0 bis, 278 bis, 279; wines, spirits and sweets at the standard rate).
"""

from dataclasses import dataclass
from functools import cache

from desktop.domain.trades import RateClass
from desktop.domain.word_stems import stems


@dataclass(frozen=True, slots=True)
class GoodsKind:
    """Words that name goods of one kind; the first one names the kind itself."""

    words: tuple[str, ...]
    rate: RateClass

    @property
    def name(self) -> str:
        """Return the stem that stands for the kind."""
        return self.words[0]


_FOOD: tuple[str, ...] = (
    "pain baguette batard boule miche tourte ficelle fougasse pave",
    "viennoiserie croissant brioche chausson chouquette kouglof pain-au-chocolat pain-aux-raisins",
    (
        "patisserie eclair religieuse millefeuille opera saint-honore fraisier paris-brest flan "
        "baba savarin charlotte mousse entremets"
    ),
    "tarte tartelette quiche crumble galette-des-rois",
    (
        "biscuit cookie sable madeleine financier macaron cannele canele gaufrette palet speculoos "
        "galette gateau-sec langue-de-chat meringue"
    ),
    "sandwich panini wrap pizza burger kebab croque-monsieur salade-composee formule",
    (
        "pate-pressee fromage comte emmental gruyere mimolette tomme cantal raclette beaufort cheddar "
        "gouda parmesan morbier saint-nectaire manchego"
    ),
    (
        "pate-molle fromage brie camembert munster reblochon coulommiers maroilles epoisses livarot "
        "neufchatel"
    ),
    "bleu fromage roquefort fourme gorgonzola stilton",
    "chevre brebis fromage crottin buche-de-chevre ossau-iraty feta pecorino chabichou",
    (
        "charcuterie jambon saucisson saucisse chorizo pate rillettes terrine coppa lardons boudin "
        "andouille rosette foie-gras mortadelle pastrami"
    ),
    "viande boeuf veau agneau porc poulet dinde canard steak roti cote escalope entrecote",
    "poisson saumon thon cabillaud sardine maquereau truite crevette huitre moule anchois",
    "conserve bocal cornichon olive tapenade legume-cuisine ratatouille cassoulet",
    "huile vinaigre moutarde sel poivre epice herbe condiment sauce ketchup mayonnaise curry",
    "pate riz lentille pois haricot semoule farine quinoa boulgour polenta spaghetti tagliatelle",
    "confiture miel gelee marmelade pate-a-tartiner compote sirop-d-erable",
    "cafe the infusion tisane chicoree cacao rooibos",
    "lait beurre creme yaourt oeuf fromage-blanc faisselle",
    "legume tomate carotte pomme-de-terre salade courgette poireau oignon ail radis chou",
    "fruit pomme poire banane orange citron fraise cerise peche raisin abricot melon",
    "boisson jus limonade sirop eau soda nectar cola kombucha",
)
_TAXED_FOOD: tuple[str, ...] = (
    (
        "vin bordeaux bourgogne rose champagne cremant muscat merlot chardonnay cabernet sauvignon "
        "beaujolais cotes-du-rhone prosecco porto"
    ),
    "biere cidre ipa stout lager ale poire-cidre",
    "spiritueux whisky rhum gin vodka cognac armagnac liqueur pastis calvados eau-de-vie",
    (
        "confiserie bonbon caramel nougat reglisse dragee sucette guimauve berlingot calisson "
        "pate-de-fruits"
    ),
)
_INTERMEDIATE: tuple[str, ...] = (
    "bouquet rose tulipe pivoine oeillet lys gerbera renoncule tournesol brassee gerbe fleur",
    (
        "plante orchidee monstera ficus cactus succulente fougere pothos sansevieria sansevieire "
        "echeveria aloe yucca palmier philodendron calathea kalanchoe"
    ),
    (
        "jardin lavande geranium hortensia rosier olivier basilic romarin thym menthe persil pensee "
        "petunia bruyere cyclamen chrysantheme semence graine bulbe plant arbuste"
    ),
)
_BOOKS: tuple[str, ...] = (
    "livre roman poche polar policier poesie poeme recueil essai biographie nouvelle",
    "bd manga bande-dessinee tome",
    "guide atlas balade randonnee carte-routiere",
    "jeunesse album conte comptine",
    "cuisine recette",
)
_OTHER: tuple[str, ...] = (
    "haut t-shirt mariniere tee-shirt debardeur top polo tunique",
    "chemise chemisier blouse",
    "pull gilet cardigan sweat sweatshirt maille",
    "pantalon jean chino jogging legging short bermuda",
    "robe jupe combinaison",
    "manteau veste blouson parka cire impermeable doudoune caban trench",
    "chaussure basket botte bottine sandale mocassin chausson-d-interieur derby espadrille",
    "accessoire echarpe foulard bonnet chapeau casquette gant ceinture sac cabas chaussette",
    "lingerie pyjama culotte soutien-gorge boxer nuisette",
    "bijou collier bracelet bague boucle-d-oreille pendentif",
    "creme serum lotion baume masque micellaire demaquillant gommage soin",
    "solaire apres-soleil autobronzant",
    "savon gel-douche shampooing deodorant dentifrice brosse bain",
    "bebe biberon couche tetine hochet doudou lange",
    (
        "sante pansement thermometre desinfectant masque-chirurgical hydroalcoolique vitamine "
        "complement gelule comprime"
    ),
    "parfum eau-de-toilette eau-de-parfum",
    "bougie diffuseur encens photophore",
    "vase pot cache-pot soliflore jardiniere coupe",
    "papeterie carnet cahier stylo crayon feutre agenda enveloppe gomme trousse marque-page",
    "carte affiche poster cadre",
    "jeu jouet puzzle peluche cartes-a-jouer",
    "outil secateur arrosoir beche rateau gants-de-jardin marteau tournevis",
    "vaisselle tasse mug bol assiette verre theiere couteau planche torchon tablier",
    "lampe luminaire ampoule guirlande",
)

_ROWS: tuple[tuple[tuple[str, ...], RateClass], ...] = (
    (_FOOD, "REDUCED"),
    (_TAXED_FOOD, "STANDARD"),
    (_INTERMEDIATE, "INTERMEDIATE"),
    (_BOOKS, "REDUCED"),
    (_OTHER, "STANDARD"),
)


@cache
def _kinds() -> tuple[GoodsKind, ...]:
    return tuple(GoodsKind(tuple(line.split()), rate) for lines, rate in _ROWS for line in lines)


@cache
def _by_words() -> dict[tuple[str, ...], tuple[GoodsKind, ...]]:
    """Return the kinds each word, or row of words, may mean."""
    table: dict[tuple[str, ...], tuple[GoodsKind, ...]] = {}
    for kind in _kinds():
        for word in kind.words:
            key = stems(word)
            if key:
                table[key] = (*table.get(key, ()), kind)
    return table


_LONGEST = 3


def kinds_of(name: str) -> tuple[GoodsKind, ...]:
    """Return what a product of that name may be, by its first word that tells; mostly one kind.

    A row of words that has a meaning of its own comes before its single words: a *pain au chocolat*
    is no bread.
    """
    asked, table = stems(name), _by_words()
    for start in range(len(asked)):
        for length in range(_LONGEST, 0, -1):
            found = table.get(asked[start : start + length])
            if found is not None:
                return found
    return ()


def words_like(kind: GoodsKind) -> tuple[str, ...]:
    """Return the single stems that name goods of a kind, its own first."""
    return tuple(dict.fromkeys(key[0] for word in kind.words if len(key := stems(word)) == 1))
