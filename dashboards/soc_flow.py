"""The middle of the security board: what moved in which direction, and by which rule, client, unit and gap."""

from dashboards.board import Kind, Panel, Query, Section
from dashboards.promql import DOWNLOAD, UPLOAD, growth, quantile, speed, total

MOVEMENT = Section(
    title="送信と取得",
    panels=(
        Panel(
            title="送信の処置",
            kind=Kind.LINES,
            unit="reqps",
            queries=(Query(expr=speed("sekimori_transfers_total", UPLOAD, "action"), legend="{{action}}"),),
            means="外部への送信を処置別に見た毎秒の件数です。allow=許可、alert=許可して記録、justify=理由の確認、hold=保留、block=停止。",
            act="block や alert の山があれば、その時刻を選んで「規則別」と「送信先の種類と処置」を見ます。",
            stacked=True,
            width=12,
        ),
        Panel(
            title="取得の処置(CRM)",
            kind=Kind.LINES,
            unit="reqps",
            queries=(Query(expr=speed("sekimori_transfers_total", DOWNLOAD, "action"), legend="{{action}}"),),
            means="CRM から端末への取得を処置別に見た毎秒の件数です。持ち出しは取得から始まります。",
            act="業務時間外の山、ふだんと違う高さが続くときは、保守の予定と利用者を確かめます。",
            stacked=True,
            width=12,
        ),
        Panel(
            title="許可された人数の推移",
            kind=Kind.LINES,
            queries=(Query(expr=growth("sekimori_transfer_people_sum", 'outcome="released"', "direction"), legend="{{direction}}"),),
            means="許可された送信(upload)と取得(download)で動いた人数です。",
            act="少しずつでも続く取得は累積で大きくなります。sekimori ledger search --actor で同じ利用者の日々の転送を並べます。",
        ),
        Panel(
            title="一件あたりの人数(送信)",
            kind=Kind.HEATMAP,
            queries=(Query(expr=growth("sekimori_transfer_people_bucket", UPLOAD, "le"), legend="{{le}}"),),
            means="一度の送信に含まれた人数の分布です。上の段ほど一度に多くの人のデータが動いています。",
            act="100人を超える段に色が付いたら、その時刻の送信を台帳で開きます。",
        ),
        Panel(
            title="一件あたりの人数(取得)",
            kind=Kind.HEATMAP,
            queries=(Query(expr=growth("sekimori_transfer_people_bucket", DOWNLOAD, "le"), legend="{{le}}"),),
            means="一度の取得に含まれた人数の分布です。電話応対では一度に数人が普通です。",
            act="100人を超える段に色が付いたら、一括の出力です。保守の予定と照らし合わせます。",
            alert="SekimoriBulkDownload",
        ),
        Panel(
            title="送信先の種類と処置",
            kind=Kind.BARS,
            queries=(
                Query(
                    expr=f"{total('sekimori_transfers_total', f'{UPLOAD},action!="allow"', 'destination_class, action')} > 0",
                    legend="{{destination_class}} {{action}}",
                ),
            ),
            means="許可以外の処置になった送信の件数を、送信先の種類ごとに示します。",
            act="personal-storage、webmail、paste、generative-ai への送信は、業務に要るかを上長に確かめます。",
        ),
        Panel(
            title="見つかった情報の種類",
            kind=Kind.BARS,
            queries=(Query(expr=f"topk(15, {total('sekimori_findings_total', by='entity')} > 0)", legend="{{entity}}"),),
            means="検査が見つけた個人データの個数を種類別に示します。人数ではありません。",
            act="JP_MY_NUMBER、CREDIT_CARD、JP_SENSITIVE が増えたら、扱う業務が変わったかを確かめます。",
        ),
        Panel(
            title="追加の待ち時間 p95",
            kind=Kind.LINES,
            unit="s",
            queries=(Query(expr=quantile(0.95, "sekimori_added_latency_seconds", by="direction"), legend="{{direction}}"),),
            means="検査と判定と記録が転送に加えた時間です。100件のうち95件がこの時間以内に終わっています。",
            act="0.5秒を超え続けるときは運用担当へ連絡します。待たされた利用者は抜け道を探します。",
            red=0.5,
            alert="SekimoriLatencyBudgetBurn",
        ),
    ),
)

CAUSES = Section(
    title="規則・委託元・部署",
    panels=(
        Panel(
            title="規則別",
            kind=Kind.TABLE,
            queries=(
                Query(
                    expr=f"topk(20, {total('sekimori_rule_matches_total', 'mode="enforce"', 'rule, action')} > 0)",
                    legend="{{rule}} {{action}}",
                ),
            ),
            means="実際に当てはまった規則と処置の上位20です。",
            act="見慣れない規則は方針のファイルで意味を見ます。誤検知が多い規則は方針の担当へ知らせます。",
        ),
        Panel(
            title="例外の使用",
            kind=Kind.TABLE,
            queries=(
                Query(
                    expr=f"topk(20, {total('sekimori_exception_uses_total', by='exception, result')} > 0)",
                    legend="{{exception}} {{result}}",
                ),
            ),
            means="例外で外れた規則の回数です。excused=例外により記録だけ、lapsed=例外の期限が切れていて規則のとおり判定。",
            act="lapsed があれば、その業務がまだ要るかを責任者に確かめます。使われない例外は方針から外します。",
            alert="SekimoriExpiredExceptionUsed",
        ),
        Panel(
            title="委託元別",
            kind=Kind.TABLE,
            queries=(
                Query(
                    expr=f"{total('sekimori_tenant_transfers_total', 'tenant=~"$tenant"', 'tenant, action')} > 0",
                    legend="{{tenant}} {{action}}",
                ),
            ),
            means="どの委託元のお客様のデータが、どの処置になったかの件数です。",
            act="unassigned が多いときは送信先と委託元の対応が方針にありません。止めた件数が多い委託元には報告の要否を確かめます。",
        ),
        Panel(
            title="部署別の停止",
            kind=Kind.BARS,
            queries=(Query(expr=f"{total('sekimori_unit_transfers_total', 'action=~"block|hold"', 'unit')} > 0", legend="{{unit}}"),),
            means="停止または保留になった転送の件数を部署・拠点ごとに示します。個人は示しません。",
            act="一つの部署に偏るときは、業務手順が規則に合っていないか、教育が足りないかを部署長と確かめます。",
        ),
        Panel(
            title="防止なら止めていた転送",
            kind=Kind.TABLE,
            queries=(
                Query(
                    expr=f"topk(20, {total('sekimori_rule_matches_total', 'mode="monitor",action!="allow"', 'rule, action')} > 0)",
                    legend="{{rule}} {{action}}",
                ),
            ),
            means="監視のみの規則が当てはまった件数です。防止にすれば、この処置になります。",
            act="監視を終える前に sekimori report would-have で中身を調べ、業務に要る転送なら例外を登録します。",
        ),
        Panel(
            title="検査できなかった理由",
            kind=Kind.BARS,
            queries=(Query(expr=f"{total('sekimori_uninspected_total', by='reason')} > 0", legend="{{reason}}"),),
            means="中身を読めなかった部分の個数です。encrypted=暗号化、unsupported=未対応の形式、too_large=大きすぎる、timeout=時間切れ、"
            "overload=混雑、pinned と tls_passthrough=復号できない通信、exempt_by_policy=方針で対象外。",
            act="encrypted は送り主に理由を、overload と timeout は運用担当に容量を確かめます。pinned は対象のアプリを止めるか承認します。"
            "量は sekimori report uninspected で見ます。tls_passthrough も入ります。",
            alert="SekimoriUninspectedRatioHigh",
        ),
        Panel(
            title="本人確認の失敗と不明な利用者",
            kind=Kind.LINES,
            queries=(
                Query(expr=growth("sekimori_auth_failures_total", by="reason"), legend="{{reason}}"),
                Query(expr=growth("sekimori_identity_anomalies_total", by="kind"), legend="{{kind}}"),
            ),
            means="プロキシへのログインが拒まれた回数と、誰のものか分からない接続の数です。",
            act="bad_credentials の山はパスワードの総当たりを疑います。unknown_id は未登録の端末です。設置の予定を確かめます。",
            alert="SekimoriAuthFailureSpike",
        ),
    ),
)
