"""What follows the name of a place in an address: town, block, building. Patterns over folded text; knows no list of places."""

import re

_CJK = r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff]"
_KANJI = "〇一二三四五六七八九十百千"
_NUMBER = rf"(?:[0-9]{{1,5}}|[{_KANJI}]{{1,6}})"
_UNIT = r"(?:丁目|番地割|地割|番地|番(?![町丁地])|号(?![線館町])|条(?![通町])|線(?!町)|街区)"
# Lots of the old cadastre are told apart by the stems, the iroha or a direction: 戊267, イ123, 北2番.
_STEM = r"(?:[甲乙丙丁戊己庚辛壬癸イロハニホヘトチリヌルヲ東西南北](?=[0-9-]|[一二三四五六七八九十]{1,4}(?:番|号|条|丁目)))"
# 一 written as a dash, 二 as katakana ニ: slips of hand and of OCR that the readers of an envelope never notice.
_CHOME = r"(?:[ニー-]丁目)"
_DASH = r"[-のノ之ー~・]"
_COUNTERS = r"[年月日時分秒円人名件個回本枚台度歳才世位点階級キkmKM%]|カ月|ケ月|代目|分の|以上|以下|[.,:/][0-9]"
_NOT_COUNTED = rf"(?![0-9]|{_COUNTERS})"

_FIRST = rf"(?:{_STEM}-?)?(?:第?{_NUMBER}{_UNIT}(?:[のノ](?=[0-9{_KANJI}]))?|{_CHOME}|[0-9]{{1,5}}{_NOT_COUNTED})|無番地|番外地"
_NEXT = (
    rf"(?:(?:(?<=目)|(?<=地)|(?<=番)|(?<=条)|(?<=号)) ?{_STEM}?(?:第?{_NUMBER}{_UNIT}|[0-9]{{1,5}}{_NOT_COUNTED}|[{_KANJI}]{{1,4}}(?=-))"
    rf"|{_STEM}[0-9]{{1,5}}{_UNIT}?"
    rf"| ?{_DASH} ?[A-Z]?(?:{_NUMBER}{_UNIT}?)(?![0-9]))"
)
_PLAIN_BLOCK = rf"(?:{_FIRST}){_NEXT}{{0,6}}"
# A number inside the name of the place, then the lot: 45字砂浜割5番10, 通8番町1367, 4部1-1.
BLOCK = rf"{_PLAIN_BLOCK}(?:(?:字{_CJK}{{1,10}}?|部|番町|番丁|{_CJK}{{1,4}}?町)(?:{_PLAIN_BLOCK}))?"

# Kyoto names the crossing first: 河原町通今出川下る.
_CROSSING = rf"(?:{_CJK}{{2,20}}?(?:[上下]る|[上下]ル|[上下]がる|[東西]入る?|[東西]入ル))?(?:[{_KANJI}]丁目)?"
TOWN = r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff・A-Za-z ]{0,20}?"

_NAME = r"[^\s、。,;:()「」『』【】\[\]<>|=&\"'0-9]"
_TIGHT = r"(?:[\u30a1-\u30fa\u30fc\u4e00-\u9fffA-Za-z・&0-9]|(?<=[\u4e00-\u9fff])[のが](?=[\u4e00-\u9fff\u30a1-\u30fa]))"
_BUILDING = (
    r"(?:ビル(?:ディング|ヂング)?|マンシ[ョヨ]ン|ハイツ|ハイム|コーポ|アパート|荘|タワー|レジデンス|ハウス|パレス|メゾン"
    r"|コート|パーク|プラザ|テラス|ガーデン|ヒルズ|ステージ|ヴィラ"
    r"|団地|住宅|寮|棟|スクエア|ヴィレッジ|キャッスル|ビレッジ|シティ)"
)
_HALL = r"(?:センター|会館|館|庁舎|ホーム|ドーム|ホール|支所)"
_FLOOR = r"(?:[0-9]{1,3}(?:F|階|号室|号館|号棟|号|室|棟)|地下[0-9一二]階|[A-Z]{1,2}[0-9]{1,4}|[A-Z]館)"
_ROOM = rf"(?:[ -]?(?:{_FLOOR}|[0-9]{{1,4}}(?:号室|号棟|号|室|棟)?)(?![0-9年月日]))"
_WING = r"(?:本館|別館|新館|東館|西館|内)"
_CLOSED = r"(?![\u30a1-\u30fa\u30fc\u4e00-\u9fff0-9])"
BUILDING = (
    rf"(?:(?: {{1,2}}(?:{_NAME}|[0-9](?![0-9]*-)){{0,20}}?{_BUILDING}(?:{_ROOM}{{1,2}}|{_WING}?{_CLOSED})){{1,2}}"
    rf"| {{1,2}}{_NAME}{{1,20}}?(?: ?{_FLOOR}){_CLOSED}"
    rf"| {_NAME}{{1,20}}?[0-9]{{1,4}}(?:号室|号|階|F)?(?![0-9年月日時円人:/.-])"
    rf"|{_TIGHT}{{0,24}}?(?:{_BUILDING}|{_HALL}){_TIGHT}{{0,8}}?{_ROOM}{{0,2}}{_CLOSED}|{_TIGHT}{{1,20}}?{_ROOM}{_CLOSED}"
    rf"|(?![のにでをはがとかへや]){_CJK}{{1,24}}?(?:{_BUILDING}|{_HALL}){_TIGHT}{{0,8}}?{_FLOOR}{_CLOSED}"
    rf"| ?[0-9]{{1,4}}(?:号室|階|F)(?![0-9A-Za-z]))"
)
# A post office box is written behind the address of its office: (神田郵便局私書箱第18号).
_BOX = rf"(?: ?\([^()\n]{{1,24}}私書箱第?{_NUMBER}号?\)| ?\([^()\n]{{1,20}}{_BUILDING}[^()\n]{{0,6}}\))"

TAIL = re.compile(rf"(?P<crossing>{_CROSSING})(?P<town>{TOWN})(?P<line>\n?)(?P<block>{BLOCK})(?P<building>{BUILDING})?{_BOX}?")
"""From the end of a municipality on."""

ONLY_BLOCK = re.compile(rf"(?P<block>{BLOCK})(?P<building>{BUILDING})?{_BOX}?")
"""From the end of a town on."""

BLOCK_START = re.compile(rf"(?<={_CJK})(?:{_NUMBER}(?:丁目|番地)|{_CHOME}|[0-9]{{1,5}}{_NOT_COUNTED})")
CJK_RUN = re.compile(rf"{_CJK}{{2,16}}$")
"""Where a block may begin whose municipality is left out."""

UNIT = re.compile(r"丁目|番地|番外地|地割|[0-9一二三四五六七八九十]番(?:[0-9一二三四五六七八九十]|$)|号|条|字|線")
ONLY_CHOME = re.compile(rf"(?:第?{_NUMBER}|[ニー-])(?:丁目|条)")
"""An area of a town, hundreds of houses."""

ONLY_HOUSE = re.compile(rf"第?{_NUMBER}号")
"""A house of no block. Behind a town alone it is a train, a ship, a storm: あずさ2号."""

STEM = re.compile(_STEM)
OLD_PREFIX = re.compile(r"^(?:大字|小字|字)")
HIRAGANA = re.compile(r"[\u3041-\u3096]")
NOT_TOWN = re.compile(
    r"(?:第|約|平成|昭和|令和|明治|大正|合計|計|全|各|他|最大|人口|電話|番号|面積|標高|西暦|紀元|延べ|総|同|築|徒歩|から"
    r"|まで|より|では|には|にて|として|[国県市]道|の|を|に|で|は|が)$"
    r"|^(?:は|が|の|に|で|を|と|も|から|まで|より|や|へ|出身|在住|役所|役場|議会|長|立|内|民|政)"
)
