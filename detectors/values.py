"""Normalises one raw value of a kind known already (a table cell, a hit of a pattern): equal values of one person become equal strings.

Each function returns None for a cell that does not hold that kind of value. Knows no context: which kind it is, labels and recognisers
decide.
"""

import re
from collections.abc import Callable
from typing import Final

from phonenumbers.data.region_JP import PHONE_METADATA_JP

from detectors import checkdigits, dates
from detectors.fold import TABLE
from detectors.labelwords import WORDS

# Separators inside numbers: dropped. The dot is kept apart, since 35.6812362 is no phone number.
_DROPPED = set(" -()~[]〔〕ー\u200b\ufeff\t\n\r")
_JOIN: Final[dict[int, int | None]] = {
    **{code: None if chr(to) in _DROPPED else to for code, to in TABLE.items()},
    **{ord(c): None for c in _DROPPED},
}


def _national(*kinds: str) -> str:
    return "|".join(f"(?:{getattr(PHONE_METADATA_JP, kind).national_number_pattern})" for kind in kinds)


# **Source:** libphonenumber's metadata of region JP, from 総務省 電気通信番号計画. IP-prefix notations (00xx) are no subscriber's number.
# From abroad, and from Japan by way of abroad, 81 stands behind +, 00 or 010 (ITU-T E.164; 010 is Japan's international prefix).
_PERSONAL = _national("fixed_line", "mobile", "personal_number", "voip", "pager")
_SHARED = r"(?:120|800\d)\d{6}|990\d{6}|570\d{6}"
_PHONE = re.compile(rf"(?:(?:\+|00|010)?810?|0)(?:(?P<personal>{_PERSONAL})|(?P<shared>{_SHARED}))", re.ASCII)
_NO_ZERO = re.compile(_PERSONAL, re.ASCII)
_PHONE_PREFIX = re.compile(r"^\s*(?:tel|電話|携帯|fax)[.:: ]*", re.IGNORECASE)
_SHARED_E164 = re.compile(r"\+81(?:120|800|990|570)")
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,8}[a-z]{2,24}", re.ASCII)
_POSTAL = re.compile(r"〒?(\d{3})(\d{4})", re.ASCII)
_PASSPORT = re.compile(r"[A-Z]{2}\d{7}", re.ASCII)
_RESIDENCE = re.compile(r"[A-Z]{2}\d{8}[A-Z]{2}", re.ASCII)
_ACCOUNT = re.compile(r"\d{6,8}", re.ASCII)
_NAME = re.compile(r"[^\W\d_]+(?:(?:[.'=-]|(?<![\u4e00-\u9fff])・|・(?![\u4e00-\u9fff]))[^\W\d_]+)*\.?")
_SEVERAL = re.compile(r"[\u3005\u4e00-\u9fff]{4,} +[\u3005\u4e00-\u9fff]{4,}|[^\n]{3,}\n[^\n]{3,}(?:\n[^\n]{3,})*")
_FILLERS = """
以上 以下余白 合計 総計 小計 総合計 平均 人数 なし 無し 特になし 該当なし 該当者なし 不明 未定 未設定 未登録 未入力 未記入 未回答 同上 同左
同右 匿名 匿名希望 非公開 空欄 空白 その他 男性 女性 全員 一同 各位 欠番 削除 退会 退職 不在 有り あり はい いいえ 入力例 記入例 見本
サンプル テスト 次ページ 前ページ 次頁 前頁 続き 終了 完了 済み
"""
_NOBODY = frozenset((*_FILLERS.split(), *(word for _, words in WORDS for word in words.split() if not word.isascii())))
"""Words in columns of names that are nobody's: totals, refusals, labels."""
_TWO_NAMES = 7
"""Code points of two names at least: three letters each, and what parts them."""
_HONORIFIC = re.compile(r"(?:様|さま|殿|さん|氏|先生|御中)$")
_ORGANISATION = re.compile(
    r"会社|法人|[(]株[)]|㈱|㈲|組合|協会|学校|病院|医院|クリニック|薬局|銀行|金庫|商店|商事|工業|産業|製作所|センター|事務所|支店|営業所|本店|委員会|市役所|役場|大学|ホテル|旅館|財団"
    r"|連盟|連合|グループ|ホールディングス|サービス|ストア|教室|保育園|幼稚園|(?<!.)(?:有|株)[)]|co[.,]|inc[.]|ltd",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[都道府県市区町村]長?$")
_ADDRESS_WORDS = re.compile(r"丁目|番地の?|(?<=[0-9])(?:番|号室?|[ノのF階])|-")
_PREFECTURE = re.compile(r"^(?:東京都|北海道|(?:京都|大阪)府|.{2,3}?県)")
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_IN_ADDRESSES = {code: _KANJI_DIGITS.get(to, to) for code, to in (_KANJI_DIGITS | TABLE).items()}
"""Both foldings in one step; no prefecture but 三重県 holds a digit, and its name is told by its end."""


def phone(cell: str) -> str | None:
    """Return a Japanese subscriber's or service's number as E.164; numbers without area code are None."""
    if "." in cell:
        if cell.count(".") < 2:
            return None
        cell = cell.replace(".", "")
    joined = cell.translate(_JOIN)
    match = _PHONE.fullmatch(joined) or _PHONE.fullmatch(_PHONE_PREFIX.sub("", joined))
    return "+81" + (match["personal"] or match["shared"]) if match else None


def phone_in_column(cell: str) -> str | None:
    """Return the number as E.164 where the column says that it is one: a spreadsheet drops the leading zero (9012345678, 9012345678.0)."""
    found = phone(cell)
    if found or not cell:
        return found
    joined = cell.removesuffix(".0").translate(_JOIN)
    return "+81" + joined if _NO_ZERO.fullmatch(joined) else None


def email(cell: str) -> str | None:
    """Return the address in lower case."""
    text = (cell if cell.isascii() else cell.translate(TABLE)).strip().lower()
    # Mobile carriers have given out local parts with dots side by side and at the end; a domain has none.
    return text if _EMAIL.fullmatch(text) and not text.startswith(".") else None


def _digits(cell: str, *lengths: int) -> str | None:
    text = cell.translate(_JOIN)
    return text if len(text) in lengths and text.isascii() and text.isdigit() else None


def credit_card(cell: str) -> str | None:
    """Return the digits of a payment card number that passes Luhn in an issuer's range."""
    digits = _digits(cell, 13, 14, 15, 16, 17, 18, 19)
    return digits if digits and checkdigits.card(digits) else None


def security_code(cell: str) -> str | None:
    """Return three or four digits."""
    return _digits(cell, 3, 4)


def my_number(cell: str) -> str | None:
    """Return the 12 digits of a 個人番号 that passes its check digit."""
    digits = _digits(cell, 12)
    # 000000000086 is a counter: one number in a million begins with six zeros.
    return digits if digits and not digits.startswith("000000") and checkdigits.my_number(digits) else None


def drivers_license(cell: str) -> str | None:
    """Return the 12 digits of a 運転免許証番号 that passes its check digit."""
    digits = _digits(cell, 12)
    return digits if digits and checkdigits.drivers_license(digits) else None


def corporate_number(cell: str) -> str | None:
    """Return the 13 digits of a 法人番号: public, never a person's."""
    digits = _digits(cell, 13)
    return digits if digits and checkdigits.corporate_number(digits) else None


def passport(cell: str) -> str | None:
    """Return two letters and seven digits. **Source:** 旅券法施行規則 別記様式."""
    text = cell.translate(_JOIN).upper()
    return text if _PASSPORT.fullmatch(text) else None


def residence_card(cell: str) -> str | None:
    """Return two letters, eight digits, two letters. **Source:** 出入国管理及び難民認定法施行規則 第19条の6."""
    text = cell.translate(_JOIN).upper()
    return text if _RESIDENCE.fullmatch(text) else None


def health_insurance(cell: str) -> str | None:
    """Return the digits of an insured person's or insurer's number (6 to 8, 10 for nursing care)."""
    return _digits(cell, 6, 7, 8, 10)


def bank_account(cell: str) -> str | None:
    """Return the digits of an account number: seven at banks, six to eight elsewhere."""
    text = cell.translate(_JOIN)
    return text if _ACCOUNT.fullmatch(text) else None


def postal_code(cell: str) -> str | None:
    """Return the seven digits of a postal code."""
    match = _POSTAL.fullmatch(cell.translate(_JOIN))
    return match[1] + match[2] if match else None


def birth_date(cell: str) -> str | None:
    """Return the date as ISO 8601."""
    return dates.read((cell if cell.isascii() else cell.translate(TABLE)).strip())


def person(cell: str) -> str | None:
    """Return the name without spaces and honorifics, kanji variants folded, Latin in lower case.

    None for organisations, for two names (a line each, or four kanji and four), for labels and words that stand for nobody (合計, 同上),
    and where no name can stand: digits, fewer than 2 or more than 40 letters.
    """
    text = (cell if cell.isascii() else cell.translate(TABLE)).strip()
    if not 2 <= len(text) <= 40 or (len(text) >= _TWO_NAMES and _SEVERAL.fullmatch(text)):
        return None
    joined = _HONORIFIC.sub("", "".join(text.split())) if len(text) > 2 else text
    # 木村 and 岡田 夏都 are people; 高松市 is none.
    place = len(joined) > 2 and " " not in text and _PLACE.search(joined)
    if place or joined in _NOBODY or not _NAME.fullmatch(joined) or _ORGANISATION.search(joined):
        return None
    return joined.lower()


def address(cell: str) -> str | None:
    """Return the address without prefecture, spaces and the words between numbers, so that 一丁目2番3号 and 1-2-3 are equal."""
    text = _PREFECTURE.sub("", "".join(cell.translate(_IN_ADDRESSES).split()))
    if len(text) < 3:
        return None
    return _ADDRESS_WORDS.sub("-", text).replace("--", "-").strip("-")


def identifies(entity: str, value: str) -> bool:
    """Return whether a normalised value can point to a person.

    Toll-free, premium and navigation numbers (0120, 0800, 0990, 0570) are a service's.
    """
    return not (entity == "PHONE_NUMBER" and _SHARED_E164.match(value))


NORMALISERS: Final[dict[str, Callable[[str], str | None]]] = {
    "PERSON": person,
    "PHONE_NUMBER": phone,
    "EMAIL_ADDRESS": email,
    "CREDIT_CARD": credit_card,
    "CARD_SECURITY_CODE": security_code,
    "BIRTH_DATE": birth_date,
    "JP_ADDRESS": address,
    "JP_POSTAL_CODE": postal_code,
    "JP_MY_NUMBER": my_number,
    "JP_DRIVERS_LICENSE": drivers_license,
    "JP_PASSPORT": passport,
    "JP_RESIDENCE_CARD": residence_card,
    "JP_HEALTH_INSURANCE": health_insurance,
    "JP_BANK_ACCOUNT": bank_account,
}
"""Entity to the normaliser of one raw value."""

IN_COLUMN: Final[dict[str, Callable[[str], str | None]]] = {**NORMALISERS, "PHONE_NUMBER": phone_in_column}
"""The same for cells under a header that names the entity."""
