"""The words themselves: for each role, its column headers, form labels and keys. Knows nothing of how they are looked up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a column holds."""

    entity: str
    """Empty for values known not to be personal (法人番号, 金額)."""
    part: str = ""
    """Of a value split over columns: surname, given (PERSON); prefecture, city, town, block, building (JP_ADDRESS). `kana` marks
    readings.
    """
    sure: bool = True
    """False where the header admits other values too (開設者 is a person or a company): the cells have to agree."""


WORDS: tuple[tuple[Role, str], ...] = (
    (
        Role(entity="PERSON"),
        """
        氏名 お名前 御名前 姓名 顧客名 顧客氏名 契約者名 契約者氏名 会員名 会員氏名 患者名 利用者名 担当者名 担当者氏名 受取人 宛名
        名義人 口座名義 口座名義人 カード名義 名義 本人氏名 代表者氏名 代表者名 請求先氏名 配送先氏名 送付先氏名 届け先氏名 お届け先名
        fullname customername personname contactname membername patientname username氏名 cardholder cardholdername accountholder
        recipientname employeename staffname namekanji 漢字氏名 氏名漢字 生徒名 児童名 保護者名 社員名 職員名 従業員名 申込者名
        応募者名 被保険者名 所有者名 連絡者名 世帯主 世帯主名 家族氏名 配偶者氏名
        """,
    ),
    (
        Role(entity="PERSON", part="kana"),
        """
        フリガナ ふりがな 氏名カナ 氏名かな カナ氏名 氏名フリガナ お名前カナ お名前フリガナ 名前カナ 名前フリガナ カナ名 よみがな
        読み仮名 ヨミガナ カナ かな よみ ヨミ kana furigana yomi 顧客名カナ 契約者名カナ 契約者カナ 口座名義カナ namekana kananame
        fullnamekana customernamekana
        """,
    ),
    (
        Role(entity="PERSON", sure=False),
        """
        名前 name 代表者 開設者 管理者 owner 設置者 申請者 申請者名 営業者名 営業者 establisher representative corporaterepresentative
        法人代表者 理事長 院長 園長 校長 施設長 責任者 担当者 担当 連絡先氏名 contact contactperson 契約者 会員 利用者 顧客 お客様名
        お客様 ご担当者様 依頼者 参加者 出席者 受講者 受験者 来場者 加入者 参加者名 出席者名 受講者名 依頼者名 予約者名 予約者 注文者 購入者
        客先担当者 宛先 届出者 届出者名 開設者名 管理者名 事業主 店主 世帯主等 author 著者 作成者 username
        """,
    ),
    (
        Role(entity="PERSON", part="surname"),
        """
        姓 苗字 名字 氏 氏名姓 姓漢字 lastname familyname surname last sei seikanji
        """,
    ),
    (
        Role(entity="PERSON", part="given"),
        """
        名 名漢字 氏名名 firstname givenname forename first meikanji
        """,
    ),
    (
        Role(entity="PERSON", part="surname_kana"),
        """
        セイ 姓カナ 姓フリガナ 姓かな せい 氏カナ lastnamekana familynamekana seikana
        """,
    ),
    (
        Role(entity="PERSON", part="given_kana"),
        """
        メイ 名カナ 名フリガナ 名かな めい firstnamekana givennamekana meikana
        """,
    ),
    (
        Role(entity="PHONE_NUMBER"),
        """
        電話番号 電話 電話番号1 自宅電話 自宅電話番号 携帯電話 携帯電話番号 携帯番号 携帯 連絡先電話番号 連絡先番号 固定電話
        勤務先電話 日中連絡先 緊急連絡先 代表電話 tel telno telephone telephonenumber phone phonenumber phoneno mobile mobilephone
        mobilenumber cellphone cell homephone workphone contactnumber fax fax番号 faxno faxnumber ファックス ファックス番号 ファクス
        ファクス番号 ファクシミリ ファクシミリ番号 発信者番号 着信番号 callerid ani 電話1 電話2 でんわ ☎ ℡ 市外局番 市内局番
        加入者番号
        """,
    ),
    (
        Role(entity="PHONE_NUMBER", sure=False),
        """
        連絡先 ご連絡先 お問い合わせ先 問い合わせ先 問合せ先 contactinfo
        """,
    ),
    (
        Role(entity="BIRTH_DATE", part="1of3"),
        """
        生年 誕生年 出生年 生まれ年 birthyear yearofbirth
        """,
    ),
    (
        Role(entity="BIRTH_DATE", part="2of3"),
        """
        生月 誕生月 出生月 生まれ月 birthmonth monthofbirth
        """,
    ),
    (
        Role(entity="BIRTH_DATE", part="3of3"),
        """
        生日 birthdaynumber dayofbirth
        """,
    ),
    (
        Role(entity="EMAIL_ADDRESS"),
        """
        メールアドレス メール eメール 電子メール 電子メールアドレス eメールアドレス メアド email emailaddress mail mailaddress e-mail
        携帯メール pcメール 連絡先メールアドレス
        """,
    ),
    (
        Role(entity="JP_ADDRESS"),
        """
        住所 ご住所 御住所 所在地 現住所 自宅住所 勤務先住所 本籍 本籍地 居住地 送付先 送付先住所 配送先 配送先住所 届け先 お届け先
        届け先住所 お届け先住所 請求先住所 契約者住所 設置場所住所 所在地連結表記 本店所在地 住所地 住所番地まで address fulladdress
        streetaddress homeaddress postaladdress shippingaddress billingaddress deliveryaddress address1 addr
        """,
    ),
    (
        Role(entity="JP_ADDRESS", part="prefecture"),
        """
        都道府県 都道府県名 都道府県名称 県名 県 住所都道府県 pref prefecture prefname prefecturename state province
        """,
    ),
    (
        Role(entity="JP_ADDRESS", part="city"),
        """
        市区町村 市区町村名 市町村 市町村名 市区郡 市区 住所市区町村 city cityname municipality
        """,
    ),
    (
        Role(entity="JP_ADDRESS", part="town"),
        """
        町域 町域名 町名 町字 大字 字 大字町丁目名 丁目 town townname
        """,
    ),
    (
        Role(entity="JP_ADDRESS", part="block"),
        """
        番地 番地以下 丁目番地 住所番地 地番 街区 番地号 banchi block street addressline1 以降の住所 町域以降
        """,
    ),
    (
        Role(entity="JP_ADDRESS", part="building"),
        """
        建物名 建物 建物名等 ビル名 マンション名 マンション 部屋番号 方書 建物名等方書 様方 号室 住所2 住所3 所在地2 building
        buildingname apartment room katagaki address2 addressline2
        """,
    ),
    (
        Role(entity="JP_POSTAL_CODE"),
        """
        郵便番号 〒 〒番号 郵便 postalcode postcode zip zipcode
        """,
    ),
    (
        Role(entity="BIRTH_DATE"),
        """
        生年月日 誕生日 生年月日西暦 生年月日和暦 お誕生日 出生日 birthdate birthday dateofbirth dob birth
        """,
    ),
    (
        Role(entity="CREDIT_CARD"),
        """
        カード番号 クレジットカード番号 クレカ番号 クレジットカード クレカ 会員カード番号 cardnumber cardno creditcard
        creditcardnumber ccnumber pan
        """,
    ),
    (
        Role(entity="CARD_SECURITY_CODE"),
        """
        セキュリティコード セキュリティーコード カード確認番号 cvv cvv2 cvc cvc2 cid securitycode
        """,
    ),
    (
        Role(entity="JP_MY_NUMBER"),
        """
        マイナンバー 個人番号 個人番号カード マイナンバーカード 通知カード マイナンバー番号 mynumber myno individualnumber
        """,
    ),
    (
        Role(entity="JP_DRIVERS_LICENSE"),
        """
        免許証番号 運転免許証番号 運転免許番号 運転免許 運転免許証 免許番号 免許証 免許証no driverslicense driverlicense
        driverslicensenumber driverlicensenumber licensenumber
        """,
    ),
    (
        Role(entity="JP_PASSPORT"),
        """
        旅券番号 パスポート番号 パスポート 旅券 パスポートno passport passportnumber passportno
        """,
    ),
    (
        Role(entity="JP_RESIDENCE_CARD"),
        """
        在留カード番号 在留カード 在留番号 特別永住者証明書番号 residencecard residencecardnumber
        """,
    ),
    (
        Role(entity="JP_HEALTH_INSURANCE"),
        """
        保険者番号 被保険者番号 被保険者証番号 保険証番号 保険証記号番号 記号番号 保険証 健康保険証番号 健康保険番号 介護保険番号
        被保険者証記号番号 insurancenumber insurernumber
        """,
    ),
    (
        Role(entity="JP_BANK_ACCOUNT"),
        """
        口座番号 銀行口座 銀行口座番号 振込先口座 振込口座 口座 普通預金口座 引落口座番号 accountnumber bankaccount bankaccountnumber
        accountno
        """,
    ),
    (
        Role(entity="JP_SENSITIVE", sure=False),
        """
        病歴 既往歴 病名 傷病名 障害 障害等級 診断名 診断 犯罪歴 前科 信条 宗教 人種 国籍人種 健診結果 服薬 アレルギー diagnosis
        religion
        """,
    ),
    (
        Role(entity=""),
        """
        法人番号 会社名 会社 企業名 法人名 法人名称 法人 団体名 組織名 店名 店舗名 支店名 支店 銀行名 金融機関名 施設名 施設名称
        施設名カナ 施設名称かな 名称 名称カナ 名称英語 名称通称 部署 部署名 部署番号 課名 係名 商品名 商品コード 商品番号 商品 品名
        品番 型番 型式 注文番号 受注番号 オーダー番号 伝票番号 問い合わせ番号 お問い合わせ番号 問合せ番号 追跡番号 荷物番号 送り状番号
        請求書番号 受付番号 管理番号 整理番号 証券番号 登録番号 許可番号 確認番号 契約番号 会員番号 顧客番号 顧客id 顧客コード
        社員番号 職員番号 製造番号 シリアル番号 電話機 金額 価格 料金 単価 合計 税額 売上 残高 数量 個数 件数 緯度 経度 標高 面積 日付
        日時 登録日 更新日 作成日 受付日 注文日 開設日 許可日 発行日 有効期限 開始日 終了日 時刻 時間 営業時間 定休日 備考 コード
        市区町村コード 都道府県コード 全国地方公共団体コード 地方公共団体名 町字id url ホームページ ホームページアドレス ipアドレス
        macアドレス 公園hpアドレス hpアドレス サイトアドレス ipaddress macaddress webaddress 内線番号 連絡先内線番号 内線 連絡先名称
        ファイル名 件名 部品名 機種名 駅名 路線名 路線 行事名 公園名 カナ名称 施設カナ 店舗カナ 商品名カナ 会社名カナ 会社名フリガナ
        設置場所 設置位置 場所名称 corporatenumber companyname company corporatename productname product filename hostname servername
        eventname facilityname placename storename shopname departmentname department orderid orderno ordernumber invoicenumber
        trackingnumber price amount total latitude longitude lat lng lon id code no date time timestamp url filename classname
        foodname menuname userid customerid sku jan jancode ean isbn 便名 version バージョン
        """,
    ),
)
"""Words are split at blanks; a later role does not take a word from an earlier one."""
