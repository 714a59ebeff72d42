"""Building, floor and room behind the block of an address. Patterns over folded text; knows no list of places."""

_KANJI = "〇一二三四五六七八九十"
_NAME = r"[^\s、。,;:()「」『』【】\[\]<>|=&\"'0-9]"
_CJK = r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff]"
_TIGHT = r"(?:[\u30a1-\u30fa\u30fc\u4e00-\u9fffA-Za-z・&0-9]|(?<=[\u4e00-\u9fff])[のが](?=[\u4e00-\u9fff\u30a1-\u30fa]))"
_WORD = (
    r"(?:ビル(?:ディング|ヂング)?|マンシ[ョヨ]ン|ハイツ|ハイム|コーポ(?:ラス)?|アパート|荘|タワー|レジデンス|ハウス|パレス|メゾン"
    r"|コート|パーク|プラザ|テラス|ガーデン|ヒルズ|ステージ|ヴィラ|プレイス|プレース|アネックス|シャトー|カーサ|ドミール|フラッツ"
    r"|フロント|イースト|ウエスト|ゲート|レジデンシャル|エステート|フォレスト|スクウェア|モール"
    r"|団地|住宅|寮|棟|スクエア|ヴィレッジ|キャッスル|ビレッジ|シティ)"
)
_LATIN_WORD = (
    r"(?:Building|Bldg\.?|Tower|Heights|House|Court|Place|Residence|Mansion|Apartments?|Plaza|Hills|Park|Terrace|Gardens?|Square"
    r"|BUILDING|BLDG\.?|TOWER|HEIGHTS|HOUSE|COURT|PLACE|RESIDENCE|MANSION|PLAZA|HILLS|PARK|TERRACE|GARDENS?|SQUARE)"
)
_ORDINAL = r"(?:[A-Z](?![-0-9棟館])|I{2,3})"
_HALL = r"(?:センター|会館|館|庁舎|ホーム|ドーム|ホール|支所)"
_NUMBER = rf"(?:[0-9]{{1,4}}|[{_KANJI}]{{1,5}})"
_FLOOR = (
    rf"(?:(?:B|地下)?{_NUMBER}(?:F(?![A-Za-z])|階)|(?:[A-Z]-?)?{_NUMBER}(?:号室|号館|号棟|号(?![車線機])|室|棟)"
    r"|地下[一二]階|[A-Z]{1,2}-?[0-9]{1,4}(?![0-9年月日時])|[A-Z](?:館|棟))"
)
_ROOM = rf"(?:[ -]?の?(?:{_FLOOR}|[0-9]{{1,4}}(?:-[0-9]{{1,4}})?(?![0-9年月日時棟号階])))"
_WING = r"(?:本館|別館|新館|東館|西館|内)"
_CLOSED = r"(?![\u30a1-\u30fc\u4e00-\u9fff0-9])"
_END = r"(?=[\s、。,;)）」』】<\"]|\Z|に[^\s]|で[すごし]|まで|へ|宛)"
_NOT_ROOM = r"(?![0-9年月日時円人:/.-])"

BUILDING = (
    rf"(?:(?: {{1,2}}(?:{_NAME}|[0-9](?![0-9]*-)){{0,20}}?{_WORD}{_ORDINAL}?(?:{_ROOM}{{1,3}}|{_WING}?{_CLOSED})){{1,2}}"
    rf"| {{1,2}}{_NAME}{{1,20}}?(?: ?{_FLOOR}){{1,2}}{_CLOSED}"
    rf"| {_NAME}{{1,20}}?[0-9]{{1,4}}(?:号室|号|階|F)?{_NOT_ROOM}"
    rf"| (?:[A-Za-z&.']{{1,16}} ){{0,4}}[A-Za-z]{{0,12}}{_LATIN_WORD}(?: ?{_FLOOR}| [0-9]{{1,4}}{_NOT_ROOM})?{_CLOSED}"
    rf"| {{1,2}}[\u30a1-\u30fa\u30fc・]{{4,}}(?:{_NAME}{{0,12}}?[ A-Z]{{0,3}}[0-9]{{2,4}}(?:号室|号|F)?{_NOT_ROOM})"
    rf"|{_TIGHT}{{0,24}}?(?:{_WORD}|{_HALL}){_TIGHT}{{0,8}}?(?:{_ROOM}{{1,3}})?{_CLOSED}|{_TIGHT}{{1,20}}?{_ROOM}{_CLOSED}"
    rf"|(?![のにでをはがとかへや]){_CJK}{{1,24}}?(?:{_WORD}|{_HALL}){_TIGHT}{{0,8}}?{_FLOOR}{_CLOSED}"
    rf"|[\u30a1-\u30fa\u30fc・]{{4,}}[\u30a1-\u30fa\u30fc\u4e00-\u9fff]{{0,8}}{_END}"
    rf"| {{0,2}}[\u30a1-\u30fa\u30fc\u4e00-\u9fffA-Za-z&・]{{3,24}}内{_END}"
    rf"| {{1,2}}{_CJK}{{1,16}}?{_HALL}{_END}"
    rf"| ?[0-9]{{1,4}}(?:号室|号|階|F)(?![0-9A-Za-z])"
    rf"|、 ?{_NAME}{{1,20}}?(?:の|、)?{_NUMBER}(?:号室|階)"
    rf"| [0-9]{{3,4}}(?=[\n、。」\"<)]|\Z)"
    rf"|\n ?{_NAME}{{0,20}}?{_WORD}{_NAME}{{0,8}}?(?:{_ROOM}{{1,3}})?(?=\n|\Z)|\n ?{_NAME}{{1,20}}? ?{_NUMBER}号室(?=\n|\Z)"
    rf"| {{1,2}}{_NAME}{{1,10}}?様?方(?![\u30a1-\u30fa\u4e00-\u9fff]))"
)
"""Behind a block, in the notations of letters and of speech."""

IN_BRACKETS = rf"(?: ?\([^()\n]{{1,24}}私書箱第?{_NUMBER}号?\)| ?\([^()\n]{{1,20}}(?:{_WORD}|{_HALL})[^()\n]{{0,8}}\))"
"""A building, or a post office box: it is written behind the address of its office, (神田郵便局私書箱第18号)."""
