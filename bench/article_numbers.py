"""Article numbers that readers and lists write in several ways, made comparable."""

from sync.kernel import gtin


def number_of(text: str) -> str:
    """Return thirteen digits, whatever a reader calls a UPC; the text itself if it is none."""
    digits = "".join(text.split())
    if len(digits) == 8 and digits[0] in "01" and gtin.is_gtin(_expanded(digits)):
        return gtin.normalise(_expanded(digits))
    return gtin.normalise(digits) if gtin.is_gtin(digits) else text


def _expanded(upc_e: str) -> str:
    """Return the UPC-A that an eight-digit UPC-E stands for (ISO/IEC 15420, 7.3)."""
    system, body, last, check = upc_e[0], upc_e[1:6], upc_e[6], upc_e[7]
    if last in "012":
        return f"{system}{body[:2]}{last}0000{body[2:]}{check}"
    if last == "3":
        return f"{system}{body[:3]}00000{body[3:]}{check}"
    if last == "4":
        return f"{system}{body[:4]}00000{body[4]}{check}"
    return f"{system}{body}0000{last}{check}"
