"""What follows the name of a place in an address: town and block. Patterns over folded text; knows no list of places."""

import re

from detectors.addresses.buildings import BUILDING, IN_BRACKETS

_CJK = r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff]"
_KANJI = "〇一二三四五六七八九十百千"
_NUMBER = rf"(?:[0-9]{{1,5}}|[{_KANJI}]{{1,6}})"
_UNIT = (
    rf"(?:丁目|番地割|地割|番地|番(?![町丁地])|号地|号(?![線館町室棟])|条通(?={_NUMBER}丁目)|条(?![通町])|線(?!町)|街区|字(?=[0-9]{{1,5}}番地?)"
    r"|部(?=[0-9]{1,5}番地?))"
)
# Lots of the old cadastre are told apart by the stems, the iroha or a direction: 戊267, イ123, 北2番.
_STEM = (
    r"(?:[甲乙丙丁戊己庚辛壬癸イロハニホヘトチリヌルヲ東西南北](?:の(?=[0-9]))?(?= ?[0-9-]|[一二三四五六七八九十]{1,4}(?:番|号|条|丁目)))"
)
# 一 written as a dash, 二 as katakana ニ: slips of hand and of OCR that the readers of an envelope never notice.
_CHOME = r"(?:[ニー-]丁目)"
_DASH = r"[-のノ之ー~・]"
_COUNTERS = r"[年月日時分秒円人名件個回本枚台度歳才世位点階級キkmKM%室棟]|号[室棟]|カ月|ケ月|代目|分の|以上|以下|[.,:/][0-9]"
_NOT_COUNTED = rf"(?![0-9]|{_COUNTERS})"

_NO_LOT = r"(?:官有)?無番地|番外地"
# Read out, or written by hand: 三の二十一の十, 三－二一－一〇. 一ノ関 is a place.
_CHAINED = rf"[{_KANJI}]{{1,6}}(?={_DASH}[{_KANJI}0-9])"
_FIRST = rf"(?:{_STEM}-?)?(?: ?第?{_NUMBER}{_UNIT}|{_CHOME}|[0-9]{{1,5}}{_NOT_COUNTED}|{_CHAINED})|{_NO_LOT}"
_AFTER_UNIT = r"(?:(?<=目)|(?<=地)|(?<=番)|(?<=条)|(?<=号)|(?<=割)|(?<=線)|(?<=区)|(?<=通)|(?<=字)|(?<=部))"
_NEXT = (
    rf"(?:{_AFTER_UNIT}(?: ?{_STEM}? ?(?:第?{_NUMBER}{_UNIT}|[0-9]{{1,5}}{_NOT_COUNTED}|[{_KANJI}]{{1,4}}(?={_DASH})|{_NO_LOT})"
    rf"|\n(?:{_NUMBER}{_UNIT}|[0-9]{{1,2}}(?=-[0-9]{{1,3}}(?![-0-9]))))"
    rf"|{_STEM}[0-9]{{1,5}}{_UNIT}?"
    rf"| ?{_DASH} ?[A-Z]?(?:{_NUMBER}{_UNIT}?)(?![0-9]))"
)
_PLAIN_BLOCK = rf"(?:{_FIRST}){_NEXT}{{0,6}}"
# A number inside the name of the place, then the lot: 45字砂浜割5番10, 通8番町1367, 4部1-1.
BLOCK = rf"{_PLAIN_BLOCK}(?:(?:字{_CJK}{{1,10}}?|部|番町|番丁|{_CJK}{{1,4}}?町)(?:{_PLAIN_BLOCK}))?"

# Kyoto names the crossing first: 河原町通今出川下る.
_CROSSING = rf"(?:{_CJK}{{2,20}}?(?:[上下]る|[上下]ル|[上下]がる|[東西]入る?|[東西]入ル))?(?:[{_KANJI}]丁目)?"
_LETTER = r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff・A-Za-z -]"
TOWN = rf"{_LETTER}{{0,20}}?(?:\n(?:大字|小字|字){_LETTER}{{1,16}}?)?"

TAIL = re.compile(
    rf"(?P<break> ?\n?)(?P<crossing>{_CROSSING})(?P<town>{TOWN})(?P<line>\n?)(?P<block>{BLOCK})(?P<building>{BUILDING})?{IN_BRACKETS}?"
)
"""From the end of a municipality on."""

ONLY_BLOCK = re.compile(rf"(?P<block>{BLOCK})(?P<building>{BUILDING})?{IN_BRACKETS}?")
"""From the end of a town on."""

BLOCK_START = re.compile(rf"(?<={_CJK})(?:{_NUMBER}(?:丁目|番地)|{_CHOME}|[0-9]{{1,5}}{_NOT_COUNTED})")
CJK_RUN = re.compile(rf"{_CJK}{{2,16}}$")
"""Where a block may begin whose municipality is left out."""

NUMBERS = re.compile(rf"[0-9]+|[{_KANJI}]+")
UNIT = re.compile(r"丁目|番地|番外地|地割|[0-9一二三四五六七八九十]番(?:[0-9一二三四五六七八九十]|$)|号|条|字|線")
ONLY_CHOME = re.compile(rf"(?:第?{_NUMBER}|[ニー-])(?:丁目|条)")
"""An area of a town, hundreds of houses."""

ONLY_HOUSE = re.compile(rf"第?{_NUMBER}号")
"""A house of no block. Behind a town alone it is a train, a ship, a storm: あずさ2号."""

STEM = re.compile(_STEM)
CLOSED = re.compile(r"[\s、。,;)」』】<\"]|\Z|に[^\s]|で[すごし]|まで|へ|宛")
"""What stands behind an address in a sentence."""

LIVED = re.compile(r" ?(?:に(?:住|在住|お住|引っ?越|転居|届け|お届け|送|お送)|へ(?:引っ?越|転居|送|お送)|まで(?:お?送|お?届)|宛|あて)")
"""What is said of an address."""

OLD_PREFIX = re.compile(r"^(?:大字|小字|字)")
HAMLET = re.compile(rf"{_CJK}\n?字{_CJK}")
"""A part of a village, under the old names."""
HIRAGANA = re.compile(r"[\u3041-\u3096]")
NOT_TOWN = re.compile(
    r"(?:第|約|平成|昭和|令和|明治|大正|合計|計|全|各|他|最大|人口|電話|番号|面積|標高|西暦|紀元|延べ|総|同|築|徒歩|から"
    r"|まで|より|では|には|にて|として|[国県市]道|の|を|に|で|は|が)$"
    r"|^道$|^(?:は|が|の|に|で|を|と|も|から|まで|より|や|へ|出身|在住|役所|役場|議会|長|立|内|民|政)"
)
