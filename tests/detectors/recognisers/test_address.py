import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.reading import Reading
from detectors.recognisers.address import AddressRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("東京都千代田区丸の内1丁目2番3号", "東京都千代田区丸の内1丁目2番3号", id="whole"),
        pytest.param("住所は千代田区丸の内１－２－３です", "千代田区丸の内１－２－３", id="no prefecture"),
        pytest.param("千代田区丸の内一丁目二番三号 架空ビル5階", "千代田区丸の内一丁目二番三号 架空ビル5階", id="building"),
        pytest.param("千代田区丸の内1-2-3にお届け", "千代田区丸の内1-2-3", id="prose behind"),
        pytest.param("北海道札幌市中央区北1条西2丁目3", "北海道札幌市中央区北1条西2丁目3", id="grid"),
        pytest.param("長野県小諸市乙123", "長野県小諸市乙123", id="stem"),
        pytest.param("東京都中野区中央3-21-10", "東京都中野区中央3-21-10", id="hyphen"),
        pytest.param("東京都中野区中央3ー21ー10", "東京都中野区中央3ー21ー10", id="long vowel"),
        pytest.param("東京都中野区中央３ｰ２１ｰ１０", "東京都中野区中央３ｰ２１ｰ１０", id="half-width vowel"),
        pytest.param("東京都中野区中央3−21−10", "東京都中野区中央3−21−10", id="minus"),
        pytest.param("東京都中野区中央3‐21‐10", "東京都中野区中央3‐21‐10", id="U+2010"),
        pytest.param("東京都中野区中央3–21–10", "東京都中野区中央3–21–10", id="en dash"),
        pytest.param("東京都中野区中央3—21—10", "東京都中野区中央3—21—10", id="em dash"),
        pytest.param("東京都中野区中央3―21―10", "東京都中野区中央3―21―10", id="bar"),
        pytest.param("東京都中野区中央３－２１－１０", "東京都中野区中央３－２１－１０", id="full width"),
        pytest.param("東京都中野区中央３の２１の１０", "東京都中野区中央３の２１の１０", id="no between digits"),
        pytest.param("東京都中野区中央三の二十一の十", "東京都中野区中央三の二十一の十", id="kanji with no"),
        pytest.param("東京都中野区中央三ノ二十一ノ十", "東京都中野区中央三ノ二十一ノ十", id="kanji with katakana no"),
        pytest.param("東京都中野区中央三ー二一ー一〇", "東京都中野区中央三ー二一ー一〇", id="kanji with vowels"),
        pytest.param("東京都中野区中央3丁目21番10号", "東京都中野区中央3丁目21番10号", id="units"),
        pytest.param("東京都中野区中央三丁目二十一番十号", "東京都中野区中央三丁目二十一番十号", id="kanji units"),
        pytest.param("東京都中野区中央三丁目二一番一〇号", "東京都中野区中央三丁目二一番一〇号", id="positional kanji"),
        pytest.param("東京都中野区中央3丁目21番地の10", "東京都中野区中央3丁目21番地の10", id="lot of a lot"),
        pytest.param("東京都中野区中央３丁目２１−１０", "東京都中野区中央３丁目２１−１０", id="unit then dash"),
        pytest.param("東京都中野区中央3 - 21 - 10", "東京都中野区中央3 - 21 - 10", id="spaces"),
        pytest.param("東京都中野区中央3・21・10", "東京都中野区中央3・21・10", id="dots"),
        pytest.param("東京都中野区中央3-21-10〜12", "東京都中野区中央3-21-10〜12", id="range"),
        pytest.param("東京都中野区中央3丁目\n21番10号", "東京都中野区中央3丁目\n21番10号", id="line break"),
        pytest.param("東京都　中野区　中央　３－２１－１０", "東京都　中野区　中央　３－２１－１０", id="spaces between the parts"),
        pytest.param("中野区中央3-21-10", "中野区中央3-21-10", id="no prefecture"),
        pytest.param("東京都中野区\n中央3-21-10", "東京都中野区\n中央3-21-10", id="break behind the ward"),
        pytest.param("東京都\n中野区中央3-21-10", "東京都\n中野区中央3-21-10", id="break behind the prefecture"),
        pytest.param("東京都中野区中央\n3-21-10", "東京都中野区中央\n3-21-10", id="break before the block"),
        pytest.param("札幌市北区北二十四条西五丁目1-10", "札幌市北区北二十四条西五丁目1-10", id="grid"),
        pytest.param("札幌市中央区北一条西　２丁目サンプルビル", "札幌市中央区北一条西　２丁目サンプルビル", id="grid with a space"),
        pytest.param("北海道旭川市1条通7丁目123", "北海道旭川市1条通7丁目123", id="numbered street"),
        pytest.param("北海道空知郡上富良野町西3線北25号", "北海道空知郡上富良野町西3線北25号", id="line"),
        pytest.param("北海道河西郡芽室町東芽室基線12番地34", "北海道河西郡芽室町東芽室基線12番地34", id="base line"),
        pytest.param("岩手県盛岡市玉山馬場第12地割34番地5", "岩手県盛岡市玉山馬場第12地割34番地5", id="district"),
        pytest.param("岩手県岩手郡雫石町西根第12地割45-6", "岩手県岩手郡雫石町西根第12地割45-6", id="district with a dash"),
        pytest.param("青森県十和田市大字奥瀬字十和田湖畔休屋123番地", "青森県十和田市大字奥瀬字十和田湖畔休屋123番地", id="two old names"),
        pytest.param("岩手県奥州市胆沢区南都田字加賀谷地123", "岩手県奥州市胆沢区南都田字加賀谷地123", id="hamlet inside"),
        pytest.param("石川県七尾市袖ケ江町イ部25番地", "石川県七尾市袖ケ江町イ部25番地", id="iroha"),
        pytest.param("石川県輪島市二ツ屋町2字29番地", "石川県輪島市二ツ屋町2字29番地", id="numbered hamlet"),
        pytest.param("長野県小諸市大字滋野甲1234-5", "長野県小諸市大字滋野甲1234-5", id="stem"),
        pytest.param("千葉県旭市ニの1234番地", "千葉県旭市ニの1234番地", id="iroha with no"),
        pytest.param("神奈川県横須賀市長坂無番地", "神奈川県横須賀市長坂無番地", id="no number"),
        pytest.param("北海道網走市字三眺官有無番地", "北海道網走市字三眺官有無番地", id="state land"),
        pytest.param("東京都江東区青海三丁目番外地", "東京都江東区青海三丁目番外地", id="outside the numbers"),
        pytest.param("千葉県鎌ケ谷市新鎌ケ谷2-6-3", "千葉県鎌ケ谷市新鎌ケ谷2-6-3", id="large ke"),
        pytest.param("千葉県鎌ヶ谷市新鎌ヶ谷二丁目6番3号", "千葉県鎌ヶ谷市新鎌ヶ谷二丁目6番3号", id="small ke"),
        pytest.param("千葉県鎌が谷市新鎌が谷2-6-3", "千葉県鎌が谷市新鎌が谷2-6-3", id="ga"),
        pytest.param("東京都澁谷區神南1-2-3", "東京都澁谷區神南1-2-3", id="old characters"),
        pytest.param("新宿区信濃町３番地", "新宿区信濃町３番地", id="a town that is a village elsewhere"),
        pytest.param("横浜市神奈川区栄町２番地の９", "横浜市神奈川区栄町２番地の９", id="a ward's town that is a town elsewhere"),
        pytest.param("京都市中京区寺町通御池上る上本能寺前町123番地", "京都市中京区寺町通御池上る上本能寺前町123番地", id="crossing"),
        pytest.param("京都市下京区四条通烏丸東入ル長刀鉾町99番地", "京都市下京区四条通烏丸東入ル長刀鉾町99番地", id="crossing in katakana"),
        pytest.param(
            "京都市東山区大和大路通四条下る四丁目小松町123", "京都市東山区大和大路通四条下る四丁目小松町123", id="crossing and chome"
        ),
        pytest.param(
            "東京都中野区中央3-21-10 サンプルマンション202", "東京都中野区中央3-21-10 サンプルマンション202", id="building: name and room"
        ),
        pytest.param(
            "東京都中野区中央3-21-10 サンプルマンション202号室",
            "東京都中野区中央3-21-10 サンプルマンション202号室",
            id="building: room with unit",
        ),
        pytest.param(
            "東京都中野区中央3-21-10サンプルマンション202号", "東京都中野区中央3-21-10サンプルマンション202号", id="building: tight"
        ),
        pytest.param("東京都中野区中央3-21-10-202", "東京都中野区中央3-21-10-202", id="building: dash and room"),
        pytest.param("東京都中野区中央3-21-10 202号室", "東京都中野区中央3-21-10 202号室", id="building: only a room"),
        pytest.param("東京都中野区中央3-21-10 202", "東京都中野区中央3-21-10 202", id="building: bare room"),
        pytest.param("東京都中野区中央3-21-10 サンプルタワー 12F", "東京都中野区中央3-21-10 サンプルタワー 12F", id="building: floor"),
        pytest.param("東京都中野区中央3-21-10 サンプルビルB1F", "東京都中野区中央3-21-10 サンプルビルB1F", id="building: basement"),
        pytest.param(
            "東京都中野区中央3-21-10 市営サンプル団地5棟301号室",
            "東京都中野区中央3-21-10 市営サンプル団地5棟301号室",
            id="building: wing and room",
        ),
        pytest.param("東京都中野区中央3-21-10 サンプル団地5-301", "東京都中野区中央3-21-10 サンプル団地5-301", id="building: estate"),
        pytest.param(
            "東京都中野区中央3-21-10 サンプルハイツA-203", "東京都中野区中央3-21-10 サンプルハイツA-203", id="building: letter and room"
        ),
        pytest.param(
            "東京都中野区中央3-21-10 サンプルハイツA棟203号", "東京都中野区中央3-21-10 サンプルハイツA棟203号", id="building: lettered wing"
        ),
        pytest.param(
            "東京都中野区中央3-21-10 メゾン・ド・サンプル 3F",
            "東京都中野区中央3-21-10 メゾン・ド・サンプル 3F",
            id="building: dots in the name",
        ),
        pytest.param("東京都中野区中央3-21-10 Sample Heights 203", "東京都中野区中央3-21-10 Sample Heights 203", id="building: Latin"),
        pytest.param(
            "東京都中野区中央3-21-10 THE SAMPLE TOWER 2501号室",
            "東京都中野区中央3-21-10 THE SAMPLE TOWER 2501号室",
            id="building: Latin capitals",
        ),
        pytest.param(
            "東京都中野区中央3-21-10 グリーンヒルズ中野II 305",
            "東京都中野区中央3-21-10 グリーンヒルズ中野II 305",
            id="building: Roman numeral",
        ),
        pytest.param(
            "東京都中野区中央3-21-10 ロイヤルシャトー中央 401",
            "東京都中野区中央3-21-10 ロイヤルシャトー中央 401",
            id="building: no word for a building",
        ),
        pytest.param("東京都中野区中央3-21-10 山田様方", "東京都中野区中央3-21-10 山田様方", id="building: in care of"),
        pytest.param(
            "東京都中野区中央3-21-10（サンプルコーポ202号室）", "東京都中野区中央3-21-10（サンプルコーポ202号室）", id="building: brackets"
        ),
        pytest.param(
            "東京都中野区中央3-21-10、サンプルコーポ202号室", "東京都中野区中央3-21-10、サンプルコーポ202号室", id="building: comma"
        ),
        pytest.param(
            "東京都中野区中央3-21-10\nサンプルマンション202号室",
            "東京都中野区中央3-21-10\nサンプルマンション202号室",
            id="building: next line",
        ),
        pytest.param("東京都中野区中央3-21-10サンプル共同事務所内", "東京都中野区中央3-21-10サンプル共同事務所内", id="building: within"),
        pytest.param(
            "東京都中野区中央三丁目二十一番十号サンプルコーポ二〇二号室",
            "東京都中野区中央三丁目二十一番十号サンプルコーポ二〇二号室",
            id="building: kanji room",
        ),
        pytest.param("〒164-0011 東京都中野区中央3-21-10", "東京都中野区中央3-21-10", id="postal code before"),
        pytest.param("住所=東京都中野区中央3-21-10&x=1", "東京都中野区中央3-21-10", id="form"),
        pytest.param('{"address":"東京都中野区中央3-21-10"}', "東京都中野区中央3-21-10", id="JSON"),
        pytest.param("<td>東京都中野区中央3-21-10</td>", "東京都中野区中央3-21-10", id="cells"),
        pytest.param("東京都中野区中央3-21-10 電話番号03-1234-5678", "東京都中野区中央3-21-10", id="telephone behind"),
        pytest.param("東京都中野区中央3-21-10 山田太郎様", "東京都中野区中央3-21-10", id="name behind"),
        pytest.param("東京都中野区中央3-21-10 株式会社サンプル", "東京都中野区中央3-21-10", id="firm behind"),
        pytest.param("東京都中野区中央3-21-10に2023年に引っ越した", "東京都中野区中央3-21-10", id="year behind"),
        pytest.param("東京都中野区中央3-21-10まで徒歩5分", "東京都中野区中央3-21-10", id="walk behind"),
        pytest.param("東京都中野区中央3-21-10（中野駅から徒歩5分）", "東京都中野区中央3-21-10", id="aside behind"),
        pytest.param("ご住所は神奈川県川崎市高津区溝口です", "神奈川県川崎市高津区溝口", id="place behind a label"),
        pytest.param(
            "住所は東京都中野区中央の三の二十一の十、サンプルコーポ二〇二号室です",
            "東京都中野区中央の三の二十一の十、サンプルコーポ二〇二号室",
            id="read out",
        ),
        pytest.param("勅使町東12に住んでおります", "勅使町東12", id="town of one's home"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(AddressRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("東京都千代田区", id="a place"),
        pytest.param("横浜市は3-1で勝利", id="a score"),
        pytest.param("あずさ2号は松本を10時に出る", id="a train called like a town"),
        pytest.param("東京都の人口は1400万人", id="a count"),
        pytest.param("3丁目2番1号", id="no place"),
        pytest.param("東京都中野区で降りました", id="a place in a sentence"),
        pytest.param("山梨県道123号を走る", id="a road"),
        pytest.param("北海道鉄道に納入された3両", id="a railway"),
        pytest.param("岩手県一ノ関の宿", id="a numeral in a name"),
        pytest.param("大阪市の三の丸", id="a bailey"),
        pytest.param("港区では第3回、中央区では第4回", id="a series"),
        pytest.param("千葉市が2対1で、横浜市が3の1", id="a ratio"),
        pytest.param("世田谷区の二十一の商店街", id="a count in kanji"),
    ],
)
def test_misses(text: str) -> None:
    assert found(AddressRecogniser(), text) == []


PLACES = ("東京都中野区中央", "中野区中央", "大阪府大阪市北区天神橋", "神奈川県横浜市港北区日吉")
BLOCKS = ("{}-{}-{}", "{}－{}－{}", "{}ー{}ー{}", "{}の{}の{}", "{}丁目{}番{}号", "{}丁目{}-{}", "{}丁目{}番地{}", "{}丁目{}番地の{}")
BUILDINGS = ("", " サンプルマンション{}", " サンプルハイツ{}号室", "サンプルコーポ{}号", " {}号室", "-{}")


@given(
    st.sampled_from(PLACES),
    st.sampled_from(BLOCKS),
    st.tuples(st.integers(1, 9), st.integers(1, 99), st.integers(1, 99)),
    st.sampled_from(BUILDINGS),
    st.integers(101, 999),
)
def test_every_notation_is_one_span(place: str, block: str, numbers: tuple[int, int, int], building: str, room: int) -> None:
    written = place + block.format(*numbers) + building.format(room)
    assert found(AddressRecogniser(), f"お届け先は{written}です") == [written]


@given(st.text(alphabet="東京都中野区中央丁目番地号の三二一十-ー 0123ビル室\n、(", max_size=60))
def test_nothing_breaks_it(text: str) -> None:
    end = 0
    for hit in sorted(AddressRecogniser().find(Reading(raw=text)), key=lambda h: h.start):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end
