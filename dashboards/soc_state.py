"""The first and last heading of the security board: what state everything is in, and whether the inspection keeps up."""

from dashboards.board import Kind, Panel, Query, Section
from dashboards.promql import DOWNLOAD, GAPS, UPLOAD, growth, latest, quantile, select, total

DAY = 86_400

NOW = Section(
    title="いまの状態",
    panels=(
        Panel(
            title="止めた外部送信",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_transfers_total", f'{UPLOAD},action="block"')),),
            means="表示期間に、外部への送信を規則が止めた件数です。データは出ていません。",
            act="急に増えたときは「規則別」で原因の規則を見て、sekimori ledger search で該当する送信を開きます。",
            alert="SekimoriBlockRateSpike",
            width=4,
            height=5,
        ),
        Panel(
            title="止めた一括取得(CRM)",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_transfers_total", f'{DOWNLOAD},action="block"')),),
            means="CRM から端末への大量の取得を規則が止めた件数です。データは端末に届いていません。",
            act="保守作業の予定と照らし合わせます。予定がなければ、そのIDの利用者と上長に確かめます。",
            width=4,
            height=5,
        ),
        Panel(
            title="送信された人数",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_transfer_people_sum", f'{UPLOAD},outcome="released"')),),
            means="許可されて外部へ出た個人データの本人の数です。転送ごとの人数の合計で、同じ人が二度出れば二と数えます。",
            act="ふだんの日と比べて多いときは「委託元別」「送信先の種類と処置」で行き先を確かめます。",
            width=4,
            height=5,
        ),
        Panel(
            title="取得された人数(CRM)",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_transfer_people_sum", f'{DOWNLOAD},outcome="released"')),),
            means="許可されて CRM から端末へ届いた個人データの本人の数です。転送ごとの人数の合計です。",
            act="件数に比べて人数が多いときは、一覧画面や出力機能による取得を疑い「一件あたりの人数(取得)」を見ます。",
            width=4,
            height=5,
        ),
        Panel(
            title="1,000人を超える許可",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_bulk_transfers_total", 'outcome="released",size="gt1000"')),),
            means="1,000人を超える個人データが一度に送信または取得され、許可された件数です(個人情報保護法施行規則7条4号の規模)。",
            act="1件でも直ちに調べます。漏えいであれば、知ってからおおむね3〜5日以内に速報が要ります。",
            red=1,
            alert="SekimoriBulkPeopleEgressed",
            width=4,
            height=5,
        ),
        Panel(
            title="検査できなかった割合",
            kind=Kind.GAUGE,
            unit="percentunit",
            queries=(
                Query(
                    expr=f"{total('sekimori_uninspected_total', GAPS)} / "
                    f"({total('sekimori_uninspected_total', GAPS)} + {total('sekimori_scans_total')})"
                ),
            ),
            means="検査の対象のうち、中身を読めなかった部分の割合です。方針で対象外としたものは含みません。",
            act="5%を超えたら「検査できなかった理由」で最も多いものを見ます。暗号化された書庫なら送り主に理由を確かめます。",
            orange=0.02,
            red=0.05,
            alert="SekimoriUninspectedRatioHigh",
            width=4,
            height=5,
        ),
        Panel(
            title="動作モード",
            kind=Kind.STAT,
            queries=(
                Query(
                    expr=f"max({select('sekimori_policy_mode', 'mode="monitor"')} * on (job, instance) "
                    f"({select('sekimori_policy_monitor_expiry_timestamp_seconds')} > bool time()))"
                ),
            ),
            means="「監視のみ」のあいだは、規則に触れても何も止めず、記録だけを残します。",
            act="監視のみが予定どおりかを確かめます。予定になければ方針の mode を enforce に戻します。",
            texts={"0": ("防止(止める)", "green"), "1": ("監視のみ(止めない)", "orange")},
            alert="SekimoriMonitorModeActive",
            width=4,
            height=5,
        ),
        Panel(
            title="監視モードの残り",
            kind=Kind.STAT,
            unit="s",
            queries=(Query(expr=f"min({select('sekimori_policy_monitor_expiry_timestamp_seconds')} > time()) - time()"),),
            means="監視のみの期間が終わり、防止が自動で始まるまでの時間です。監視のみでなければ「データなし」です。",
            act="2日を切ったら、下の「防止なら止めていた転送」を見て、業務が止まらないことを確かめます。",
            red_below=2 * DAY,
            alert="SekimoriMonitorModeEnding",
            width=4,
            height=5,
        ),
        Panel(
            title="方針の読み込み",
            kind=Kind.STAT,
            queries=(Query(expr=latest("sekimori_policy_last_reload_successful", how="min")),),
            means="最後に変えた方針を読み込めたかどうかです。失敗のあいだは前の方針のまま動いています。",
            act="失敗なら sekimori rules check に方針の場所を与えて誤りの行を見つけ、直します。",
            texts={"0": ("失敗(前の方針で動作)", "red"), "1": ("成功", "green")},
            alert="SekimoriPolicyReloadFailed",
            width=4,
            height=5,
        ),
        Panel(
            title="縮退",
            kind=Kind.STAT,
            queries=(Query(expr=latest("sekimori_degraded_mode", by="mode"), legend="{{mode}}"),),
            means="fail_closed は確かめられないためすべて断っている、regex_only は言語モデルなしで検査している状態です。",
            act="どれかが「縮退中」なら運用担当へ連絡します。検査なしで通す状態はありません。",
            texts={"0": ("正常", "green"), "1": ("縮退中", "red")},
            alert="SekimoriFailClosedActive",
            height=5,
        ),
        Panel(
            title="台帳の書き込み失敗",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_ledger_write_errors_total")),),
            means="証跡を書けなかった回数です。書けない転送は断ります(証跡のない通過はありません)。",
            act="1件でも運用担当へ連絡します。空き容量とデータベースを確かめます。",
            red=1,
            alert="SekimoriLedgerWriteErrors",
            width=4,
            height=5,
        ),
        Panel(
            title="おとりの人の発見",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_canary_sightings_total")),),
            means="顧客管理システムに置いた、実在しないおとりの人が転送の中に見つかった数です。業務で扱うことのない人です。",
            act="1件でも直ちに調べます。台帳のインシデントに、どのおとりかがラベルで残っています。",
            red=1,
            alert="SekimoriCanarySeen",
            width=4,
            height=5,
        ),
        Panel(
            title="見つかった自社のお客様",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_customers_total")),),
            means="転送の中に完全一致で見つかった、委託元のお客様の人数です。転送ごとの人数の合計です。",
            act="多いときは台帳で委託元ごとの人数を見て、宛先がその委託元のものかを確かめます。",
            width=4,
            height=5,
        ),
    ),
)

MACHINERY = Section(
    title="検査の体制",
    panels=(
        Panel(
            title="検査ワーカー",
            kind=Kind.LINES,
            queries=(Query(expr=latest("sekimori_workers", by="state", how="sum"), legend="{{state}}"),),
            means="検査を行う処理の数です。idle=待機、busy=検査中、starting=起動中。",
            act="idle がゼロのまま続くときは検査が追いついていません。運用担当へ連絡します。",
            stacked=True,
        ),
        Panel(
            title="検査の待ち行列",
            kind=Kind.LINES,
            unit="percentunit",
            queries=(
                Query(
                    expr=f"max by (instance) ({select('sekimori_scan_queue_length')} / {select('sekimori_scan_queue_capacity')})",
                    legend="{{instance}}",
                ),
            ),
            means="検査を待つ転送が、待てる上限のどれだけを占めるかです。満杯になると検査できず、方針のとおり断ります。",
            act="80%を超えたら運用担当へ連絡します。大きなファイルの集中送信がないかも確かめます。",
            red=0.8,
            alert="SekimoriScanQueueSaturated",
        ),
        Panel(
            title="通知の送達",
            kind=Kind.LINES,
            queries=(Query(expr=growth("sekimori_webhook_deliveries_total", by="result"), legend="{{result}}"),),
            means="インシデントの通知(Webhook)の結果です。failed は送れず、dropped は列があふれて捨てました。",
            act="failed や dropped があれば通知を当てにせず、台帳でインシデントを確かめます。",
            alert="SekimoriNoticesFailing",
        ),
    ),
)

ANSWERS = Section(
    title="承認・申請・段",
    panels=(
        Panel(
            title="理由・承認待ち",
            kind=Kind.LINES,
            queries=(Query(expr=latest("sekimori_holds_waiting", by="kind", how="sum"), legend="{{kind}}"),),
            means="答えを待っている転送の数です。justify=本人の理由、hold=ほかの人の承認。データは渡っていません。",
            act="hold が減らないときは承認する人へ連絡します。sekimori holds list で古いものから見ます。",
            alert="SekimoriHoldsWaitingLong",
        ),
        Panel(
            title="理由・承認の答え",
            kind=Kind.LINES,
            queries=(Query(expr=growth("sekimori_holds_total", by="kind, event"), legend="{{kind}} {{event}}"),),
            means="待った転送に起きたことです。asked=待ち始め、given=理由、approved=承認、denied=却下、released=渡した、expired=時間切れ、refused=断った操作。",
            act="expired が多いときは承認する人が足りません。refused は、自分の分の承認などの試みです。台帳の hold の行を見ます。",
            stacked=True,
        ),
        Panel(
            title="答えるまでの時間 p90",
            kind=Kind.LINES,
            unit="s",
            queries=(Query(expr=quantile(0.9, "sekimori_hold_answer_seconds", by="kind"), legend="{{kind}}"),),
            means="止めてから、理由や承認が入るまでの時間です。その間、業務が待っています。",
            act="hold が長くなったら、承認する人を増やすか、その規則のしきい値を方針の持ち主と見直します。",
        ),
        Panel(
            title="作業申請",
            kind=Kind.LINES,
            queries=(
                Query(expr=latest("sekimori_work_orders_open"), legend="開いている申請"),
                Query(expr=growth("sekimori_work_order_transfers_total", by="outcome"), legend="申請のもとの転送 {{outcome}}"),
            ),
            means="開いている保守の作業申請の数と、そのもとの転送の数です。申請の外で止めたものは「規則別」にあります。",
            act="予定のない時刻に申請が開いていたら、sekimori orders list で、だれが何のために開いたかを確かめます。",
        ),
        Panel(
            title="上限を下げている人",
            kind=Kind.LINES,
            queries=(Query(expr=latest("sekimori_escalation_actors", by="step"), legend="{{step}}"),),
            means="短い間に何度も止められ、しばらく上限を下げている人の数です。lockout=お客様の情報を含む送受信をすべて停止。名前は出ません。",
            act="lockout があれば sekimori escalation list で、だれがいつまでかを見ます。静かにしていれば自動で戻ります。",
            alert="SekimoriLockout",
        ),
        Panel(
            title="止められた試み",
            kind=Kind.LINES,
            queries=(Query(expr=growth("sekimori_escalation_attempts_total", by="result"), legend="{{result}}"),),
            means="段を上げる試みの数です。counted=数えた、repeated=同じ所への繰り返し(数えない)、locked=すべて止めている間。",
            act="repeated だけが多いときはソフトウェアの再試行です。counted の山は、その時刻の block を台帳で見ます。",
            stacked=True,
        ),
        Panel(
            title="お知らせを読んだ人",
            kind=Kind.STAT,
            queries=(Query(expr=total("sekimori_notices_read_total")),),
            means="見守りのお知らせを、表示期間に読んだ人の数です。方針の notice の first_use を使うときだけ出ます。",
            act="お知らせを変えたあとに増えなければ、first_use と、ブラウザーがプロキシを通っているかを確かめます。",
        ),
    ),
)
