"""Made-up call-centre talk with names in it and without: what encyclopaedias lack. Seeded; the names are drawn from JMnedict's parts."""

import random
from collections.abc import Iterator, Sequence

from detectors.addresses.gazetteer import is_municipality
from detectors.names.lexicon import Use
from detectors.names.words import Kind, kinds_of
from training.names.corpus import Text
from training.names.jmnedict import Names
from training.names.lines import NAMED, UNNAMED

_COMPANIES = "商事 工業 サービス 電機 通信 運輸 生命 損保 不動産 建設 薬局 クリニック 観光 食品 ホールディングス".split()  # noqa: SIM905
_SHAPES = ("株式会社{0}{1}", "{0}{1}株式会社", "{0}{1}", "有限会社{0}", "{0}{1}")
_WORDS = """
ルーター モデム プリンター カタログ テレビ 冷蔵庫 充電器 イヤホン スマートフォン ギフトカード クーポン 定期便
サプリメント 化粧水 ファンデーション ドライヤー 炊飯器 エアコン 保証書 請求書 見積書 アプリ メルマガ ポイント 会員証
チケット 座席 航空券 宿泊券 お弁当 布団 カーテン ソファ タイヤ バッテリー ドラレコ 浄水器 ウォーターサーバー 電子レンジ
掃除機 学習教材 テキスト コンタクトレンズ 目薬 サンプル 試供品 光回線 SIMカード
""".split()  # noqa: SIM905


def texts(names: Names, *, times: int, seed: int = 7) -> Iterator[Text]:
    """Yield every sentence of both lists `times` times, each with other names."""
    chance = random.Random(seed)
    stock = Stock(names)
    for round_ in range(times):
        for at, line in enumerate((*NAMED.splitlines(), *UNNAMED.splitlines())):
            text, spans = _filled(line, stock.draw(chance))
            yield Text(source="talk", document=f"talk{at}-{round_}", text=text, names=tuple(spans))


class Stock:
    """Surnames and given names that Sudachi and JMnedict agree on, places, foreign names."""

    def __init__(self, names: Names) -> None:
        words = sorted(names.written)
        kanji = [w for w in words if 1 < len(w) <= 3 and all("一" <= c <= "鿿" or c in "々ケ" for c in w)]
        self.surnames = [w for w in kanji if names.written[w] & Use.SURNAME and Kind.SURNAME in kinds_of(w)]
        self.given = [w for w in kanji if names.written[w] & Use.GIVEN and Kind.GIVEN in kinds_of(w)]
        self.places = [w for w in kanji if names.written[w] == Use.PLACE and Kind.PLACE in kinds_of(w)]
        self.towns = [w for w in kanji if names.written[w] & Use.PLACE and Kind.PLACE in kinds_of(w) and is_municipality(w)]
        self.foreign = [w for w in words if len(w) > 2 and names.written[w] & Use.SURNAME and all("ァ" <= c <= "ー" for c in w)]
        kana = sorted(names.spoken)
        self.heard_surnames = [w for w in kana if names.spoken[w] == Use.SURNAME and 2 < len(w) < 6]
        self.heard_given = [w for w in kana if names.spoken[w] == Use.GIVEN and 2 < len(w) < 6]

    def draw(self, chance: random.Random) -> dict[str, str]:
        """Return a filling of every slot."""
        surname, other = chance.choice(self.surnames), chance.choice(self.surnames)
        place, elsewhere = chance.choice(self.places), chance.choice(self.places)
        town, other_town = chance.choice(self.towns), chance.choice(self.towns)
        company = chance.choice(_SHAPES).format(chance.choice((place, surname, chance.choice(self.foreign))), chance.choice(_COMPANIES))
        return {
            **{"s": surname, "s2": other, "g": chance.choice(self.given)},
            "f": _joined(chance, surname, chance.choice(self.given)),
            "f2": _joined(chance, other, chance.choice(self.given)),
            "k": _heard(chance, chance.choice(self.heard_surnames), chance.choice(self.heard_given)),
            "x": "・".join(chance.sample(self.foreign, 2)) if chance.random() < 0.6 else chance.choice(self.foreign),
            **{
                "q": town,
                "q2": other_town,
                "c": company,
                "p": place,
                "p2": elsewhere,
                "w": chance.choice(_WORDS),
                "w2": chance.choice(_WORDS),
            },
            "n": str(chance.randint(1, 99_999)),
        }


def _joined(chance: random.Random, surname: str, given: str) -> str:
    return surname + chance.choice(("", "", " ", "　")) + given


def _heard(chance: random.Random, surname: str, given: str) -> str:
    heard = _joined(chance, surname, given)
    return heard.translate({code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}) if chance.random() < 0.7 else heard


_PERSONAL = frozenset({"s", "s2", "g", "f", "f2", "k", "x"})


def _filled(line: str, filling: dict[str, str]) -> tuple[str, Sequence[tuple[int, int]]]:
    text, spans = "", []
    head, *slots = line.split("{")
    text += head
    for slot in slots:
        name, _, tail = slot.partition("}")
        if name in _PERSONAL:
            spans.append((len(text), len(text) + len(filling[name])))
        text += filling[name] + tail
    return text, spans
