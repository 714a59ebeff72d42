"""Weighs a candidate: a sum of small, named reasons, each of which a reader can check. Round weights, set by judgement, never trained.

**Source of the words:** 敬称 and 役職 as the dictionary (Sudachi) lists them as suffixes, and the phrases of Japanese telephone manners.
"""

import re
from collections.abc import Iterator, Sequence

from detectors.names.candidates import Candidate, Shape
from detectors.names.words import Kind, Word
from detectors.reading import Reading

THRESHOLD = 0.5

_SHAPE = {
    Shape.FULL: 0.7,
    Shape.CHAIN: 0.6,
    Shape.SPACED: 0.5,
    Shape.NAME: 0.45,
    Shape.GUESSED: 0.45,
    Shape.SURNAME: 0.3,
    Shape.GIVEN: 0.3,
    Shape.MODEL: 0.4,
}
_HONORIFIC = re.compile(r" ?(?:さん|さま|様|氏(?!名)|殿(?![下方])|君(?!主)|くん|ちゃん|先生|女史|夫人|夫妻|兄弟|姉妹|嬢|翁|卿)")
_TITLE = re.compile(
    r" ?(?:選手|監督|投手|捕手|内野手|教授|博士|社長|会長|部長|課長|係長|主任|店長|専務|常務|取締役|代表|議員|大臣|首相"
    r"|総理|大統領|知事|市長|町長|村長|長官|判事|検事|弁護士|医師"
    r"|容疑者|被告|受刑者|死刑囚|アナウンサー|アナ|記者|巡査|警部|刑事|少尉|中尉|大尉|少佐|中佐|大佐|少将|中将|大将|元帥"
    r"|提督|将軍|天皇|皇后|親王|内親王|王子|王女|国王|女王|皇帝|法皇|上皇"
    r"|理事長|理事|院長|園長|校長|棋士|九段|八段|七段|六段|五段|四段|三段|名人|騎手|力士|親方|関)"
)
_ROLE_BEFORE = re.compile(
    r"(?:歌手|俳優|女優|声優|作家|小説家|詩人|画家|漫画家|作曲家|作詞家|監督|選手|投手|教授|博士|社長|会長|代表|議員|首相"
    r"|大統領|武将|大名|藩主|城主|将軍|学者|弁護士|医師|記者|評論家"
    r"|プロデューサー|タレント|アイドル|モデル|ギタリスト|ベーシスト|ドラマー|ボーカル|ピアニスト|司会|担当|作者|著者|父|母"
    r"|兄|弟|姉|妹|夫|妻|息子|娘|長男|次男|三男|長女|次女|祖父|祖母|叔父|従兄弟"
    r"|師匠|弟子|皇帝|国王|王妃|聖|サー|氏名|名前|ミス|ミスター|ドクター|キャプテン|主将|騎手|棋士"
    r"|主人公)[・「『(（ ]?(?:の|である|・|、)?$"
)
_SPEECH_BEFORE = re.compile(r"(?:私|わたくし|わたし|僕|名前は|こちらは?|担当の|担当は|契約者の|名義は|本人の|主人の|お客様の)[、 ]?$")
_SPEECH_AFTER = re.compile(
    r" ?(?:と(?:申し|もうし|言い|いい)ます|と申す|ともうします|でございます|ですが|ですけど|と名乗|が承り|が(?:対応|担当)"
    r"|宛て?(?:[にの]|$))"
)
_LIFE_AFTER = re.compile(r"[ 、]?[((](?:[^()（）]{0,20}[、, ])?(?:生年|[0-9０-９]{3,4} ?年|[0-9０-９]{1,2}歳)")
_PLACE_AFTER = re.compile(
    r"(?:駅|市|区|町|村|県|郡|川|山|島|橋|城|港|湖|岬|峠|線|通り|台|地方|地区|空港|インター|盆地|平野|街道|寺|神社|大社"
    r"|神宮|温泉|公園|半島|海岸|高原|トンネル|バイパス|出身|在住|宿|浜|沖|湾|藩|国)"
)
_ORGANISATION_AFTER = re.compile(
    r"(?:株式会社|会社|社(?!長)|銀行|大学|高校|高等学校|中学|小学校|学園|学院|病院|医院|クリニック|商店|商事|工業|産業"
    r"|製作所|製薬|建設|電機|電気|電力|自動車|重工|書店|書房|出版|新聞|放送|劇場"
    r"|美術館|博物館|記念館|球場|スタジアム|ビル|ホテル|百貨店|デパート|ホールディングス|グループ|フィルム|スタジオ"
    r"|プロダクション|事務所|財団|協会|組|党|派(?!遣)|流|部屋|賞(?!味)|杯|カップ|法|の定理|効果|方程式|関数|数|式|症|病"
    r"|型|級|号|戦争|条約|宣言|時代|文化|語|人|教|製|風|店|堂|屋|軒|亭|楼|館|荘|園)"
)
_NAME_LIKE = re.compile(
    r"[\u3005\u4e00-\u9fff々ヶケ]{2,6}|[ァ-ヺー]{2,}(?:[・=＝][ァ-ヺーA-Za-z.]+)*|[\u3005\u4e00-\u9fffぁ-ゖァ-ヺー]{2,10}"
)
_PERSON_LABELS = frozenset({"Person", "Character", "Name_Other", "God", "Title_Other", "Position_Vocation", "Family", "N_Person"})


def weigh(reading: Reading, candidate: Candidate) -> tuple[float, tuple[str, ...]]:
    """Return the score of `candidate` (0 to 1) and the reasons that counted."""
    reasons = [(_SHAPE[candidate.shape], candidate.shape.value), *_around(reading, candidate), *_inside(reading, candidate)]
    total = sum(weight for weight, _ in reasons)
    return max(0.0, min(1.0, total)), tuple(name for weight, name in reasons if weight > 0)


def _around(reading: Reading, candidate: Candidate) -> Iterator[tuple[float, str]]:
    text, start, end = reading.text, candidate.start, candidate.end
    before = text[max(0, start - 12) : start]
    if _HONORIFIC.match(text, end):
        yield 0.4, "honorific"
    elif _TITLE.match(text, end):
        yield 0.35, "title"
    elif _ORGANISATION_AFTER.match(text, end):
        yield -0.5, "organisation"
    elif _PLACE_AFTER.match(text, end):
        yield -0.45, "place"
    if _ROLE_BEFORE.search(before):
        yield 0.2, "role"
    if _SPEECH_AFTER.match(text, end):
        yield 0.3, "introduction"
    if _SPEECH_BEFORE.search(before):
        yield 0.25, "introduction"
    if _LIFE_AFTER.match(text, end):
        yield 0.3, "dates of life"
    label = reading.label_of(start)
    if label is not None and label.role.entity == "PERSON":
        yield 0.5 if label.role.sure else 0.3, "label"


def _inside(reading: Reading, candidate: Candidate) -> Iterator[tuple[float, str]]:
    if candidate.model == "Person" and candidate.shape != Shape.MODEL:
        yield 0.35, "model"
    elif candidate.model and candidate.model not in _PERSON_LABELS:
        yield -0.3, "model: other"
    if candidate.shape == Shape.MODEL and not _NAME_LIKE.fullmatch(reading.text, candidate.start, candidate.end):
        yield -0.2, "not like a name"
    words: Sequence[Word] = reading.words
    if candidate.shape == Shape.MODEL and any(w.kind == Kind.PLACE for w in words[candidate.first : candidate.last]):
        yield -0.1, "place name"
