"""How a character that a device lacks is said with characters it has.

Tables only: what is not here is decomposed (é → e), named (an emoji) or marked by its script.
"""

import unicodedata

TYPOGRAPHY = {
    "Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae", "ß": "ss", "ẞ": "SS", "Ø": "O", "ø": "o",
    "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th", "Ł": "L", "ł": "l",
    "ı": "i", "Ħ": "H", "ħ": "h", "ŋ": "ng", "Ŋ": "NG", "ə": "e", "Ə": "E",
    "‘": "'", "’": "'", "‚": ",", "‛": "'", "′": "'", "ʼ": "'", "ʻ": "'", "´": "'", "`": "'",
    "“": '"', "”": '"', "„": '"', "″": '"', "‹": "<", "›": ">", "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁃": "-",
    "…": "...", "•": "·", "·": "-", "‣": "-", "●": "·", "▪": "·", "×": "x", "÷": "/",
    "€": "EUR", "£": "GBP", "¥": "YEN", "₽": "RUB", "₴": "UAH", "₺": "TRY", "₹": "INR",
    "™": "(TM)", "©": "(c)", "®": "(R)", "№": "n°", "‰": "o/oo", "†": "+", "‡": "++", "§": "par.",
    "←": "<-", "→": "->", "↑": "^", "↓": "v", "⇒": "=>", "≤": "<=", "≥": ">=", "≠": "<>",
    "≈": "~", "∼": "~", "∞": "[inf]", "√": "[v]", "✓": "[x]", "✔": "[x]", "☑": "[x]", "☐": "[ ]",
    "✗": "[-]", "✘": "[-]", "☒": "[-]", "¹": "1", "²": "2", "³": "3", "½": "1/2", "¼": "1/4",
    "¾": "3/4", "¿": "?", "¡": "!", "ª": "a", "º": "o", "ˆ": "^", "˜": "~", "⁄": "/",
}  # fmt: skip
"""Punctuation, signs and the letters of Latin alphabets that do not decompose."""


def _table(letters: str, sounds: str) -> dict[str, str]:
    return dict(zip(letters, sounds.split(), strict=True))


GREEK = _table("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o")
CYRILLIC = _table(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґўђћљњџј",
    "a b v g d e j z i ï k l m n o p r s t ou f kh ts tch ch chtch | y | e iou ia io ie i ï g ou "
    "dj tch li ni dj i",
)
"""As French newspapers write Russian names; a bar is a letter without a sound."""
ARABIC = _table(
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگک",
    "' a a ou i i a b a t th j h kh d dh r z s ch s d t z ' gh f q k l m n h ou a i p tch j g k",
)
HEBREW = _table(
    "אבגדהוזחטיכךלמםנןסעפףצץקרשת", "a b g d h v z h t i k k l m m n n s ' p f ts ts k r ch t"
)

EMOTICONS = {
    "😀": ":-)", "😃": ":-)", "😄": ":-)", "😁": ":-)", "😊": ":-)", "🙂": ":-)", "☺": ":-)",
    "😉": ";-)", "😂": ":-D", "🤣": ":-D", "😆": ":-D", "😍": "<3", "🥰": "<3", "😘": ":-*",
    "❤": "<3", "♥": "<3", "💕": "<3", "💖": "<3", "💚": "<3", "💙": "<3", "🧡": "<3", "💛": "<3",
    "☹": ":-(", "🙁": ":-(", "😞": ":-(", "😢": ":'-(", "😭": ":'-(", "😮": ":-o", "😋": ":-p",
    "😜": ";-p", "👍": "(+1)", "👎": "(-1)",
}  # fmt: skip

_NAMED_SCRIPTS = ("HIRAGANA LETTER ", "KATAKANA LETTER ", "HANGUL SYLLABLE ")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_SCRIPT_LABELS = {"CJK": "ideogr.", "IDEOGRAPHIC": "ideogr."}
_NAME_LIMIT = 20
_REGIONAL = "REGIONAL INDICATOR SYMBOL LETTER "


def _letter(char: str) -> str | None:
    """Return a letter of a script we have a table for, in Latin letters, its case kept."""
    for table in (GREEK, CYRILLIC, ARABIC, HEBREW):
        latin = table.get(char.lower())
        if latin is not None:
            latin = latin.replace("|", "")
            return latin.capitalize() if char != char.lower() else latin
    name = unicodedata.name(char, "")
    for prefix in _NAMED_SCRIPTS:
        if name.startswith(prefix):
            return name.removeprefix(prefix).removeprefix("SMALL ").lower()
    return None


def is_syllable(char: str) -> bool:
    """Tell whether the character has a name that spells it, so that it must not be decomposed."""
    return unicodedata.name(char, "").startswith("HANGUL SYLLABLE ")


def spell(char: str) -> str:
    """Return the character in ASCII and a few Latin-1 signs, or marked in brackets.

    A mark in brackets may be repeated by the caller's text; `SafeText` keeps one of a run.
    """
    said = TYPOGRAPHY.get(char) or EMOTICONS.get(char) or _letter(char)
    return _mark(char) if said is None else said


def _mark(char: str) -> str:
    name = unicodedata.name(char, "")
    category = unicodedata.category(char)
    if name.startswith(_REGIONAL):
        return name.removeprefix(_REGIONAL)
    if ord(char) in _SKIN_TONES:
        return ""
    if category.startswith("S"):
        return f"[{name.lower().removesuffix(' sign')[:_NAME_LIMIT].rstrip()}]"
    if category.startswith("P"):
        return "-"
    script = name.split(" ", 1)[0] or "?"
    return f"[{_SCRIPT_LABELS.get(script, script.lower())}]"
