"""The words that name a kind of value: column headers, form labels, keys. Knows no pattern and no value.

Each list stands for one role. A header is folded, lower-cased and stripped of separators and numbering, then looked up whole, then by
its longest ending (`申請者代表者名` ends with `代表者名`).
"""

import re
from dataclasses import replace
from functools import lru_cache

from detectors.fold import fold
from detectors.labelwords import WORDS
from detectors.labelwords import Role as Role

ROLES: dict[str, Role] = {}
"""Header key (as `_key` writes it) to role."""


def _key(header: str) -> str:
    return _SEPARATORS.sub("", fold(header).lower())


_SEPARATORS = re.compile(r"[\s_\-・:/.,、*※#\"'()\[\]【】「」<>=]+")
_BRACKETS = re.compile(r"[(\[【<][^)\]】>]*[)\]】>]")
_READING = re.compile(r"の?(?:カナ|かな|フリガナ|ふりがな|ヨミガナ|よみがな|読み仮名|読み方?|ヨミ|よみ|kana|furigana|yomi|reading)$")
_KANA = "kana"
_NUMBERING = re.compile(r"(?<=[^0-9])[0-9]{1,2}$")
# A Latin ending counts from here on; shorter ones (no, id, tel) end too many other words.
_SHORTEST_ENDING = {True: 4, False: 2}
# Endings that are common words inside other headers: these are looked up whole alone.
_WHOLE_ONLY = frozenset(
    {
        *("name", "owner", "state", "first", "last", "birth", "block", "cell", "mobile", "room", "pan", "city", "town", "label", "code"),
        *("date", "time", "sei", "mei", "pref", "県", "字", "名", "氏", "姓", "担当", "会員", "顧客", "障害", "診断", "携帯", "電話"),
        *(
            "法人",
            "会社",
            "商品",
            "備考",
            "コード",
            "時間",
            "せい",
            "めい",
            "セイ",
            "メイ",
            "カナ",
            "かな",
            "よみ",
            "ヨミ",
            "kana",
            "yomi",
            "お客様",
            "furigana",
            "名かな",
            "名カナ",
            "姓かな",
            "姓カナ",
        ),
    }
)

for _role, _words in WORDS:
    for _word in _words.split():
        ROLES.setdefault(_key(_word), _role)


def role_of_header(header: str) -> Role | None:
    """Return what a column under `header` holds; None when it says nothing, or is a sentence (over 40 code points)."""
    return _role_of(header) if header and len(header) <= 40 else None


@lru_cache(maxsize=4096)
def _role_of(header: str) -> Role | None:
    folded = fold(header)
    whole = _BRACKETS.sub("", folded)
    forms = (folded, whole, folded.rpartition(".")[2])
    role = next((found for form in forms if (found := _looked_up(_key(form)))), None)
    if role and role.entity == "PERSON" and (inside := _BRACKETS.search(folded)):
        return _part_of_name(_key(inside[0]), role)
    return role or _reading_of_name(_key(folded))


def _looked_up(key: str) -> Role | None:
    return next((found for form in (key, _NUMBERING.sub("", key)) if (found := ROLES.get(form) or _ending(form))), None)


def _part_of_name(inside: str, role: Role) -> Role:
    """Return the part of a name that brackets behind it tell: 氏名（セイ）, お名前（カナ）."""
    told = ROLES.get(inside)
    if told is None or told.entity != "PERSON" or not told.part or _KANA in role.part:
        return role
    return replace(role, part=f"{role.part}_{_KANA}" if role.part and told.part == _KANA else told.part)


def _reading_of_name(key: str) -> Role | None:
    """Return the role of 営業者名かな and the like: a name, and a word that says that it is its reading."""
    reading = _READING.search(key)
    name = _looked_up(key[: reading.start()]) if reading else None
    if name is None or name.entity != "PERSON" or _KANA in name.part:
        return None
    return replace(name, part=f"{name.part}_{_KANA}" if name.part else _KANA)


def _ending(key: str) -> Role | None:
    for start in range(1, len(key) - 1):
        tail = key[start:]
        if len(tail) >= _SHORTEST_ENDING[tail.isascii()] and tail not in _WHOLE_ONLY and (role := ROLES.get(tail)):
            return role
    return None


def is_whole(header: str) -> bool:
    """Return whether all of `header` is a word that is known, not its ending alone."""
    key = _key(header)
    return key in ROLES or _NUMBERING.sub("", key) in ROLES


def entity_of_header(header: str) -> str | None:
    """Return the entity that a column under `header` holds, whole or in part (`role_of_header` tells which), or None."""
    role = role_of_header(header)
    return (role.entity or None) if role else None


_PHRASES: dict[str, str] = {
    "PHONE_NUMBER": "phone number|telephone number|contact number|mobile number|折り返し|お電話番号",
    "EMAIL_ADDRESS": "e-mail|email address|mail address",
    "CREDIT_CARD": "card number|credit card|カード番号|クレジット",
    "CARD_SECURITY_CODE": "security code|裏面の番号",
    "BIRTH_DATE": "date of birth|birth date|born on|born",
    "JP_MY_NUMBER": "my number|individual number|マイナ番号",
    "JP_DRIVERS_LICENSE": "driver's license|drivers license|driver license|license number|driving licence",
    "JP_PASSPORT": "passport number|passport no",
    "JP_RESIDENCE_CARD": "residence card",
    "JP_BANK_ACCOUNT": "bank account|account number|振込先|振り込み先",
    "JP_HEALTH_INSURANCE": "insurance card|被保険者証",
    "JP_POSTAL_CODE": "postal code|zip code|郵便番号",
    "": "order number|order no|tracking number|invoice number|corporate number|product code|part number",
}
# Words that are headers and no labels in running text: too common there.
_HEADERS_ONLY = _WHOLE_ONLY - {"電話", "携帯", "氏"} | {"〒", "氏", "連絡先"}
_HEADERS_ONLY_ROLES = frozenset({"prefecture", "city", "town", "block", "building"})


def in_text() -> tuple[tuple[str, Role], ...]:
    """Return the label words as they stand in running text, folded and in lower case, with their roles."""
    whole = {key: role for key, role in ROLES.items() if len(key) > 1 and key not in _HEADERS_ONLY and role.part not in _HEADERS_ONLY_ROLES}
    phrases = {fold(word).lower(): Role(entity=entity) for entity, spelled in _PHRASES.items() for word in spelled.split("|")}
    return tuple({**whole, **phrases, "〒": Role(entity="JP_POSTAL_CODE"), "℡": Role(entity="PHONE_NUMBER")}.items())


def words(entity: str) -> tuple[str, ...]:
    """Return every word that names `entity`, whole or in part, as written in text (folded, lower case, no separators)."""
    return tuple(key for key, role in ROLES.items() if role.entity == entity)
