"""Whether a word says directly before a place what stands there. Knows the commonest labels alone: more proof than a table has to give."""

import re

_LABEL = re.compile(
    r"(?:電話|携帯|tel|連絡先|phone|number|番号|no[.]?|ナンバー|カード|card|口座|account|メール|mail|アドレス|address|氏名|名前|name|〒)"
    r"(?:番号|no[.]?)?(?:[ \t]|は|が|を|:|=|\"|'|>|\)|です|、|,)*$",
    re.IGNORECASE,
)
_REACH = 24


def behind_label(text: str, start: int) -> bool:
    """Return whether a label ends where `start` is, with nothing between but a particle, a colon, a quote."""
    return bool(_LABEL.search(text, max(0, start - _REACH), start))
