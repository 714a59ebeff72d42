"""Words of the law's special care. In these texts {…} is a person who was found, {ENTITY:…} another hit."""

import re

import pytest

from detectors.hits import Hit
from detectors.masking import mask
from detectors.reading import Reading
from detectors.recognisers.sensitive import SensitiveRecogniser, states_of

_MARKED = re.compile(r"\{(?:([A-Z_]+):)?([^{}]*)\}")


def reading_of(marked: str) -> Reading:
    """Return a reading with the hits that `marked` shows."""
    text, hits, at = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        hits.append(Hit(entity=match[1] or "PERSON", start=len(text), end=len(text) + len(match[2]), score=1.0, recogniser="t"))
        text, at = text + match[2], match.end()
    return Reading(raw=text + marked[at:], found=hits)


def stated(marked: str) -> list[str]:
    """Return what is found in `marked`."""
    reading = reading_of(marked)
    return [reading.text[hit.start : hit.end] for hit in SensitiveRecogniser().find(reading)]


HITS = """
{山田太郎}様は糖尿病で通院されています
{山田}様は糖尿病で通院中
{佐藤花子} 鬱病のため休職
{佐藤花子}さん、うつ病で会社を休職しているとのこと
{高橋}様 身体障害者手帳2級
{高橋一郎}様、精神障害者保健福祉手帳3級を所持
{伊藤}様 療育手帳B2
{渡辺}氏は前科あり
{渡辺次郎} 窃盗の前科2犯
{中村}様 詐欺容疑で逮捕された過去あり
{小林}さんは傷害事件で服役していた
{加藤}様、現在執行猶予中とのこと
{吉田}様は創価学会の会員
{山本}様、エホバの証人の信者のため輸血不可
{松本}さんはイスラム教徒なので豚肉は不可
{井上}様は共産党員とのこと
{木村}様 幸福の科学に入信
{林}様は在日韓国人
{清水}様、被差別部落の出身だと申告
{森}さんはアイヌの血を引く、アイヌ民族出身
{池田}様 DV被害のため住所を非公開にしてほしい
{橋本}様、ストーカー被害に遭い転居
{阿部}様は特殊詐欺の被害者
{石川}様 空き巣被害あり
{山下}様 健康診断で要再検査
{中島}様の健診結果：要精密検査
{小川}様 HbA1c 8.2
{前田}様 血圧 165/98
{岡田}様 コロナ陽性のため日程変更
{長谷川}様、心療内科に通っている
{藤田}様は抗うつ薬を服用中
{後藤}様 インスリン注射を打っている
{近藤}様のお母様は認知症で施設に入所
{村上}様 要介護3
{遠藤}様は透析を受けている
{青木}様 胃がんの手術を受けた
{坂本}様、肺癌の末期
{斉藤}様は乳がんと診断された
{福田}様 白血病で入院中
{太田}様、てんかん発作あり
{西村}様 発達障害あり、ゆっくり話す
{藤井}様のお子様は自閉症です
{金子}様 ADHDと診断あり
{岡本}様は全盲
{藤原}様 聴覚障害のため電話不可、メール希望
{三浦}様、統合失調症との申告あり
{中野}様 アルコール依存症で治療中
{原田}様 HIVに感染していると話あり
{松田}様はB型肝炎の治療を続けている
{竹内}様 心筋梗塞で倒れ、退院したばかり
{小野}様 脳梗塞の後遺症、リハビリ中
{中山}様 妊娠中につき配送は玄関先まで
{野村}様、流産して入院した
{新井}様は生活保護を受給中
{佐野}様 パーキンソン病が進行、代理は娘
{大塚}様 潰瘍性大腸炎で通院
{平野}様 メニエール病で休職
{宮本}様、ギランバレー症候群を発症
氏名：{久保}　病歴：高血圧症
氏名：{横山}　既往歴:喘息
既往症あり（{高木}様）
うつ病で休職中の{田村}様より入電
糖尿病のため糖質制限中。契約者は{上野}様
{BIRTH_DATE:昭和45年4月1日}生まれ、肝硬変で入院中
{JP_HEALTH_INSURANCE:12345678} 適応障害で休職
{PHONE_NUMBER:090-1234-5678} うつ病で通院中
{安藤}様 鬱病
{安藤}様（認知症）
{丸山}様は少年院を出ている
{今井}様 保護観察中
{河野}様、性同一性障害で治療中
{武田}様 車椅子で来店
{千葉}様は強盗に遭い入院した
""".strip().splitlines()

MISSES = """
糖尿病の方へ　血糖値の自己管理と食事の工夫
糖尿病で通院中の方もお申し込みいただけます
糖尿病は血糖値が高くなる病気です。監修：{山田太郎}医師
うつ病の方の相談会　講師：{佐藤花子}
障害者歓迎の求人です。採用担当：{高橋}
身体障害者手帳をお持ちの方はご提示ください
身体障害者手帳2級をお持ちの方は半額です。問い合わせ先：{PHONE_NUMBER:03-1234-5678}
認知症サポーター養成講座　講師は{伊藤}先生
{渡辺}教授らは、糖尿病の新しい治療法を開発した
{中村}医師は糖尿病の専門医です
{小林}院長によると、高血圧の患者は増えている
がん検診のお知らせ　お問い合わせ {PHONE_NUMBER:03-1234-5678}
がん保険の資料を{加藤}様に送付
{吉田}様、がん保険への加入を検討
{山本}様より、糖尿病でも入れる保険はあるかと質問
{松本}様 認知症保険の資料請求
{井上}様へ。糖尿病の予防についての冊子を送る
{木村}様 がんばってほしい
{林}様 回線障害の件で入電
{清水}様、通信障害のため折り返し
{森}様 システム障害の発生を連絡
{池田}様宅のインターネット障害、復旧済み
{橋本}様 持病なし
{阿部}様 病歴：なし
{石川}様 アレルギー：無し
{山下}様 前科はありません
{中島}様 犯罪歴はない
{小川}様、既往歴なし
{前田}様、うつ病ではないとのこと
{岡田}様 入院保険の請求
{長谷川}様 入院給付金の手続き
{藤田}様 手術給付金について
{後藤}議員は自民党の候補
自民党の{近藤}幹事長が会見した
{村上}牧師による講演　キリスト教の歴史
{遠藤}著「仏教とは何か」
宗教法人の会計　著者：{青木}
信教の自由は、何人に対してもこれを保障する
人種、信条、性別、社会的身分又は門地により、差別されない
逮捕されない権利について、{坂本}弁護士が解説
{斉藤}様 盗難補償の手続き
{福田}様 詐欺メールについての問い合わせ
{太田}様 迷惑電話の対策を案内
{西村}様、発達障害についての本を注文
{藤井}様 車椅子用スロープを購入
{金子}様 難聴者向け電話機の問い合わせ
{岡本}様 補聴器を購入
{藤原}様 血圧計を注文
{三浦}様、体温計を返品
{中野}様 コピー機の故障で訪問
{原田}様 糖尿病食品の定期便を申し込み
{松田}様 花粉症対策グッズを購入
介護施設の求人　要介護者の入浴介助　担当：{竹内}
{小野}様 解約希望。理由は引っ越し
生活保護の申請手続きについて　福祉課 {PHONE_NUMBER:03-1234-5678}
犯罪被害者支援センター　{PHONE_NUMBER:0120-123-456}
持病のある方もご加入いただけます　{PHONE_NUMBER:0120-123-456}
労働組合との協議　出席者：{中山}
精神障害者の雇用率は2.5%　執筆：{野村}
映画の主人公は前科者である
禁錮又は罰金に処する
健康診断のお知らせ　対象：{新井}様
{佐野}様 健康診断の予約を受付
{大塚}様 人間ドックを申し込み
{平野}様 検査結果：異常なし
在宅勤務の申請　{宮本}
{久保}様 在日米軍基地内への配送
{横山}様 人種差別撤廃についての資料を請求
""".strip().splitlines()


@pytest.mark.parametrize("marked", HITS, ids=range(len(HITS)))
def test_hits(marked: str) -> None:
    assert stated(marked)


@pytest.mark.parametrize("marked", MISSES, ids=range(len(MISSES)))
def test_misses(marked: str) -> None:
    assert stated(marked) == []


@pytest.mark.parametrize("marked", [line for line in HITS if _MARKED.search(line)][:40])
def test_nobody_near_is_knowledge(marked: str) -> None:
    text = _MARKED.sub("", marked)
    assert stated(text) == []
    assert stated("{山田太郎}" + "あ" * 200 + text) == []
    assert stated("{山田太郎}\n\n" + text) == []


@pytest.mark.parametrize("marked", HITS)
def test_no_mask_tells_the_state(marked: str) -> None:
    for word in stated(marked):
        assert len(mask(word).rstrip("＊…")) <= len(word) // 4


@pytest.mark.parametrize(
    ("note", "count"),
    [
        pytest.param("糖尿病で通院中", 2, id="an illness and its treatment"),
        pytest.param("うつ病", 1, id="the word alone"),
        pytest.param("持病なし", 0, id="denied"),
        pytest.param("がん保険の資料を送付", 0, id="an offer"),
        pytest.param("料金の件で入電", 0, id="nothing of the kind"),
    ],
)
def test_a_note_in_the_row_of_a_person(note: str, count: int) -> None:
    assert len(list(SensitiveRecogniser().about_somebody(note))) == count


def test_a_note_yields_to_what_is_known_and_keeps_its_place() -> None:
    (found,) = states_of("鬱病", 7, [])
    assert (found.start, found.end) == (7, 9)
    assert states_of("鬱病", 7, [found]) == []
