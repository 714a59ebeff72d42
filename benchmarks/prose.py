"""Made-up notes of call centres, by a seeded grammar: openings, reasons, requests and endings in hundreds of combinations."""

import random
from collections.abc import Iterable, Iterator

from benchmarks.rows import GIVEN, SURNAMES, customers

OPENINGS = (
    "{name}様よりお電話。",
    "お客様（{name}様）から入電がありました。",
    "本日午前、{surname}様の奥様からご連絡あり。",
    "{surname}様、{hour}時ごろ再入電。",
    "折り返しのお約束をしていた{name}様へ架電、つながる。",
    "メールフォームからのお問い合わせ。差出人は{name}様。",
    "担当の{other}が不在のため代わりに承りました。",
    "チャットからのご相談です。",
    "前回の件で{surname}様よりお問い合わせ。",
    "支店経由で取り次ぎ。お名前は{name}様とのこと。",
    "店舗の{other}さんから引き継ぎ。",
    "はじめてのお客様からのお問い合わせです。",
)
REASONS = (
    "先週届いた商品の箱がつぶれていたとのこと。",
    "請求書の金額が契約のときの説明と違うとのご指摘です。",
    "引っ越しに伴い、住所を{address}へ変えたいとのお申し出。",
    "登録の電話番号を{phone}に変更したいとのご希望。",
    "ログインできず、パスワードの再設定メールも届かない様子。",
    "解約の手順がわかりにくいとお叱りをいただきました。",
    "工事の日程がまだ決まらないことについてお尋ね。",
    "更新月を過ぎているかどうかの確認でした。",
    "キャンペーンの特典が付いていないとのお申し出です。",
    "本体の電源が入らなくなったそうで、ランプも点灯しないとのこと。",
    "ポイントの有効期限について詳しく知りたいとのこと。",
    "ご家族の分も合わせて見積もりがほしいとのご依頼。",
    "アプリの表示が途中で止まるとのご相談。",
    "支払い方法を口座振替に切り替えたいとのご意向。",
    "契約者のご本人確認がとれず、生年月日{born}でお調べしました。",
    "同じ案内が二通届いたとのご連絡でした。",
)
REQUESTS = (
    "確認のうえ、{phone}まで折り返してほしいとのご希望です。",
    "資料を{mail}へお送りする約束をしました。",
    "代替品を{address}あてに発送するよう手配済み。",
    "技術の{other}へ調査を依頼し、結果を待っています。",
    "明日の{hour}時以降なら在宅とのこと。",
    "請求を止めるよう経理に申し送りました。",
    "手順をその場でご案内し、解決を確認。",
    "上席の{other}から改めてご説明することで納得いただきました。",
    "書類は普通郵便で構わないそうです。",
    "会員番号は控えていないため、お名前とご住所（{address}）で検索。",
    "今後はメールでの連絡を希望、宛先は{mail}。",
    "特に折り返しは不要とのこと。",
    "次回の請求で調整することになりました。",
    "訪問の日時は後日あらためて相談します。",
)
ENDINGS = (
    "以上、対応完了。",
    "継続対応とします。",
    "次回担当者は履歴を確認してください。",
    "お怒りの様子はなく、終話。",
    "記録のみ。",
    "念のため{surname}様の契約内容を印刷して保管。",
    "対応者：{other}。",
    "所要時間はおよそ{hour}分でした。",
)


def notes(count: int, seed: int = 2) -> Iterator[str]:
    """Give `count` notes of four to six sentences, each about another customer."""
    return notes_about(customers(count, seed), seed)


def notes_about(rows: Iterable[tuple[str, ...]], seed: int = 2) -> Iterator[str]:
    """Give a note about each customer; of other people it names only the staff."""
    chance = random.Random(seed)
    return (_note(row, chance) for row in rows)


def document(characters: int, seed: int = 2) -> str:
    """Return notes, one a line, until there are `characters` code points."""
    lines: list[str] = []
    size = 0
    for note in notes(characters, seed):
        lines.append(note)
        size += len(note) + 1
        if size >= characters:
            break
    return "\n".join(lines)


def _note(row: tuple[str, ...], chance: random.Random) -> str:
    _, name, phone, mail, _, address, born, *_ = row
    middle = [chance.choice(REASONS), *chance.sample(REQUESTS, chance.randint(1, 3))]
    pattern = "".join((chance.choice(OPENINGS), *middle, chance.choice(ENDINGS)))
    return pattern.format(
        name=name.replace(" ", chance.choice(("", " ", "　"))),
        surname=name.split()[0],
        other=chance.choice(SURNAMES) if chance.random() < 0.7 else f"{chance.choice(SURNAMES)}{chance.choice(GIVEN)}",
        phone=phone,
        mail=mail,
        address=address,
        born=born,
        hour=chance.randint(9, 20),
    )
