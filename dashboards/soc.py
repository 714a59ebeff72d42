"""The board of the security team: what was stopped, what got out, what was not seen."""

from dashboards.board import Board
from dashboards.soc_flow import CAUSES, MOVEMENT
from dashboards.soc_state import ANSWERS, MACHINERY, NOW

SOC = Board(
    uid="sekimori-soc",
    title="関守 SOC",
    description="個人データの持ち出しの監視。止めたもの、通したもの、検査できなかったもの。利用者の名前は出しません。",
    since="now-24h",
    sections=(NOW, MOVEMENT, CAUSES, ANSWERS, MACHINERY),
    variables=(("tenant", "委託元", "sekimori_tenant_transfers_total"),),
)
