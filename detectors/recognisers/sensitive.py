"""要配慮個人情報: words of illness, disability, crime and creed near a person who was found.

**Source:** 個人情報の保護に関する法律 第2条第3項, 同法施行令 第2条.
"""

import re
from collections.abc import Iterator

from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import Recogniser

_WORDS = re.compile(
    r"(?:癌|がん|ガン)(?:を患|治療|の疑い|と診断|です|末期)|[胃肺肝腎乳]がん|(?:胃|肺|大腸|乳|膵臓|肝臓)癌|糖尿病|高血圧症|心筋梗塞|脳梗塞|うつ病|鬱病|統合失調症|双極性障害|認知症|てんかん|HIV|エイズ|肝炎"
    r"|白血病|透析|妊娠中|中絶|精神疾患|発達障害|知的障害|身体障害|精神障害|障害者手帳|障害年金|療育手帳|難病|持病|既往歴|病歴|入院中|手術を受け|通院(?:中|して)|要介護[1-5]|生活保護"
    r"|前科|前歴|逮捕(?:歴|され)|服役|有罪判決|執行猶予|犯罪歴|犯罪被害|保護観察|少年院|創価学会|信者|信仰|被差別部落|同和地区|在日(?:韓国|朝鮮)人|労働組合員|性的指向|性同一性障害"
)
_PEOPLE = frozenset({"PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS", "JP_MY_NUMBER", "JP_HEALTH_INSURANCE", "BIRTH_DATE"})
_REACH = 100


class SensitiveRecogniser(Recogniser):
    """Words of the law's special care, with a person within reach; without one they are knowledge of medicine."""

    ENTITY = "JP_SENSITIVE"
    CHEAP = _WORDS

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield such words."""
        people = [hit for hit in reading.found if hit.entity in _PEOPLE]
        for match in _WORDS.finditer(reading.text) if people else ():
            if any(hit.start - _REACH <= match.start() <= hit.end + _REACH for hit in people):
                yield self.hit(match.start(), match.end(), 0.6, ("law's list", "person near"))
