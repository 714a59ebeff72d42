"""The board of the people who run the proxy: is it up, how fast, how full, and what ends soon."""

from dashboards.board import Board, Kind, Panel, Query, Section
from dashboards.promql import growth, latest, quantile, select, speed, total

DAY = 86_400

STATE = Section(
    title="いまの状態",
    panels=(
        Panel(
            title="稼働インスタンス",
            kind=Kind.STAT,
            queries=(Query(expr=latest("up", how="sum")),),
            means="Prometheus が応答を得ているプロキシの数です。",
            act="台数より少なければ、止まった機械で systemctl status sekimori を見ます。",
            red_below=1,
            alert="SekimoriDown",
            width=6,
            height=5,
        ),
        Panel(
            title="可用性(3日)",
            kind=Kind.STAT,
            unit="percentunit",
            queries=(Query(expr='1 - max(job:sekimori_transfer_errors:ratio_rate3d{job=~"$job"})'),),
            means="この3日に、プロキシの側の誤りなしに終わった転送の割合です。目標は99.9%です。",
            act="99.9%を下回ったら「誤りの割合」で始まった時刻を探し、そのころの変更を確かめます。",
            red_below=0.999,
            alert="SekimoriErrorBudgetBurnSlow",
            width=6,
            height=5,
        ),
        Panel(
            title="言語モデル",
            kind=Kind.STAT,
            queries=(Query(expr=latest("sekimori_model_loaded", how="min")),),
            means="文章から人名を見つける言語モデルを読み込めているかどうかです。",
            act="未読込なら管理用のアドレスの /readyz を読み、モデルの導入とメモリを確かめます。",
            texts={"0": ("未読込", "red"), "1": ("読込済み", "green")},
            alert="SekimoriModelNotLoaded",
            width=6,
            height=5,
        ),
        Panel(
            title="CA証明書の残り",
            kind=Kind.STAT,
            unit="s",
            queries=(Query(expr=f"{latest('sekimori_ca_certificate_expiry_timestamp_seconds', how='min')} - time()"),),
            means="通信先の証明書を作る中間CAの期限までの時間です。切れると全端末の通信が止まります。",
            act="30日を切ったら sekimori ca renew で中間CAを作り直します。端末の設定は変わりません。",
            red_below=30 * DAY,
            alert="SekimoriCaExpiring",
            width=6,
            height=5,
        ),
    ),
)

SERVICE = Section(
    title="速さと誤り",
    panels=(
        Panel(
            title="転送の数",
            kind=Kind.LINES,
            unit="reqps",
            queries=(Query(expr=speed("sekimori_transfers_total", by="instance"), legend="{{instance}}"),),
            means="終わった転送の毎秒の件数です。",
            act="一台だけ落ちたら振り分けを、全台で落ちたら端末側の設定と回線を確かめます。",
            alert="SekimoriNoTrafficInBusinessHours",
        ),
        Panel(
            title="誤りの割合",
            kind=Kind.LINES,
            unit="percentunit",
            queries=(Query(expr=f"{speed('sekimori_transfers_total', 'outcome="error"')} / {speed('sekimori_transfers_total')}"),),
            means="プロキシの側の事情で終えられなかった転送の割合です。相手側の誤りは含みません。",
            act="1.44%を超えて続くと1時間で誤りの予算の2%を使います。台帳、待ち行列、ワーカーの順に見ます。",
            red=0.0144,
            alert="SekimoriErrorBudgetBurnFast",
        ),
        Panel(
            title="追加の待ち時間",
            kind=Kind.LINES,
            unit="s",
            queries=tuple(
                Query(expr=quantile(share, "sekimori_added_latency_seconds"), legend=name)
                for share, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"))
            ),
            means="検査と判定と記録が転送に加えた時間です。相手を待つ時間は含みません。",
            act="0.5秒を超え続けたら「段階別の検査時間」で遅い段階を、次に待ち行列を見ます。",
            red=0.5,
            alert="SekimoriLatencyBudgetBurn",
        ),
        Panel(
            title="処理中の転送",
            kind=Kind.LINES,
            queries=(Query(expr=latest("sekimori_inflight_transfers", by="instance", how="sum"), legend="{{instance}}"),),
            means="始まって終わっていない転送の数です。",
            act="増え続けて減らないときは、待ち行列と相手側の誤りを見ます。",
        ),
        Panel(
            title="相手側の誤り",
            kind=Kind.LINES,
            queries=(Query(expr=growth("sekimori_upstream_errors_total", by="kind"), legend="{{kind}}"),),
            means="通信先へつなげなかった回数です。dns=名前解決、connect=接続、tls=証明書、timeout=時間切れ、reset=切断。",
            act="tls だけが増えたら相手の証明書の更新を、dns なら名前解決の設定を確かめます。",
            stacked=True,
        ),
        Panel(
            title="イベントループの遅れ p99",
            kind=Kind.LINES,
            unit="s",
            queries=(Query(expr=quantile(0.99, "sekimori_event_loop_lag_seconds", by="instance"), legend="{{instance}}"),),
            means="プロキシ本体の時計がどれだけ遅れて動いたかです。遅れのあいだはすべての通信が待ちます。",
            act="0.25秒を超えたらCPUの不足を疑い、検査ワーカーの数を減らすか機械を増やします。",
            red=0.25,
            alert="SekimoriEventLoopLag",
        ),
    ),
)

INSPECTION = Section(
    title="検査",
    panels=(
        Panel(
            title="待ち行列の占有",
            kind=Kind.LINES,
            unit="percentunit",
            queries=(
                Query(
                    expr=f"max by (instance) ({select('sekimori_scan_queue_length')} / {select('sekimori_scan_queue_capacity')})",
                    legend="{{instance}}",
                ),
            ),
            means="検査を待つ転送が、待てる上限のどれだけを占めるかです。",
            act="80%を超えたらワーカーを増やすか機械を増やします。満杯では overload の検査もれになります。",
            red=0.8,
            alert="SekimoriScanQueueSaturated",
        ),
        Panel(
            title="行列での待ち p95",
            kind=Kind.LINES,
            unit="s",
            queries=(Query(expr=quantile(0.95, "sekimori_scan_queue_wait_seconds", by="instance"), legend="{{instance}}"),),
            means="転送がワーカーの空きを待った時間です。",
            act="検査時間より長ければワーカーの数が足りません。",
        ),
        Panel(
            title="ワーカーの入れ替え",
            kind=Kind.LINES,
            queries=(Query(expr=growth("sekimori_worker_restarts_total", by="reason"), legend="{{reason}}"),),
            means="入れ替えたワーカーの数です。retired は予定どおり、crash・timeout・memory は異常です。",
            act="異常が続くときは同じファイルが何度も送られていないかを台帳で確かめます。",
            stacked=True,
            alert="SekimoriWorkersRestarting",
        ),
        Panel(
            title="段階別の検査時間 p95",
            kind=Kind.LINES,
            unit="s",
            queries=(Query(expr=quantile(0.95, "sekimori_scan_duration_seconds", by="stage"), legend="{{stage}}"),),
            means="検査の各段階の時間です。decode=復号、extract=取り出し、regex=型、ner=言語モデル、score=採点。",
            act="ner が伸びたら文章の多い転送が増えています。extract なら大きな書庫や表計算です。",
        ),
        Panel(
            title="検査量",
            kind=Kind.LINES,
            unit="Bps",
            queries=(Query(expr=speed("sekimori_inspected_bytes_total", by="direction"), legend="{{direction}}"),),
            means="検査へ渡した本文の毎秒の量です。",
            act="待ち行列と一緒に増えたなら需要の増加です。容量の計画に使います。",
        ),
        Panel(
            title="検査の結果",
            kind=Kind.LINES,
            unit="reqps",
            queries=(Query(expr=speed("sekimori_scans_total", by="result"), legend="{{result}}"),),
            means="終わった検査の毎秒の件数です。clean=なし、finding=あり、error=失敗、timeout=時間切れ。",
            act="error や timeout が続くときは、入れ替えの理由と合わせて原因の形式を探します。",
            stacked=True,
        ),
    ),
)

EVIDENCE = Section(
    title="台帳",
    panels=(
        Panel(
            title="追記の時間 p99",
            kind=Kind.LINES,
            unit="s",
            queries=(Query(expr=quantile(0.99, "sekimori_ledger_append_duration_seconds"), legend="p99"),),
            means="記録が失われない状態になるまでの時間です。転送はこれを待ちます。",
            act="0.1秒を超え続けたらディスクの書き込み待ちとデータベースの混雑を確かめます。",
        ),
        Panel(
            title="記録の数",
            kind=Kind.LINES,
            unit="reqps",
            queries=(Query(expr=speed("sekimori_ledger_events_total", by="type"), legend="{{type}}"),),
            means="台帳に書いた記録の毎秒の件数です。",
            act="転送があるのに記録が増えないときは、台帳の書き込み失敗を確かめます。",
            stacked=True,
        ),
        Panel(
            title="台帳の空き容量",
            kind=Kind.LINES,
            unit="bytes",
            queries=(
                Query(expr=latest("sekimori_ledger_filesystem_avail_bytes", by="instance", how="min"), legend="空き {{instance}}"),
                Query(expr=latest("sekimori_ledger_size_bytes", by="instance"), legend="台帳 {{instance}}"),
            ),
            means="台帳の置き場の空きと台帳の大きさです。別のデータベースに置くときは0です。",
            act="6時間の傾きで4日以内に尽きるなら警報が出ます。置き場を広げるか、書き出して移します。",
            alert="SekimoriLedgerDiskFilling",
        ),
        Panel(
            title="預かりの失敗",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_hold_store_errors_total")),),
            means="理由や承認を待つ内容を、置けなかった(その転送は断りました)か、消せなかった回数です。",
            act="1件でもログとディスクの空きを見て、設置フォルダーの holds に古いファイルが残っていないかを確かめます。",
            red=1,
        ),
    ),
)

OPS = Board(
    uid="sekimori-ops",
    title="関守 運用",
    description="プロキシの稼働、速さ、容量、期限。",
    since="now-6h",
    sections=(STATE, SERVICE, INSPECTION, EVIDENCE),
)
