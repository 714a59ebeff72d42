from detectors.addresses.gazetteer import gazetteer, is_municipality


def test_prefectures_and_municipalities_are_found_in_every_form() -> None:
    found = gazetteer().places("北海道虻田郡倶知安町と倶知安町、札幌市中央区")
    text = "北海道虻田郡倶知安町と倶知安町、札幌市中央区"
    assert [text[p.start : p.end] for p in found] == ["北海道", "虻田郡倶知安町", "倶知安町", "札幌市中央区"]
    assert [p.prefecture for p in found] == [True, False, False, False]


def test_towns_are_found_from_either_side() -> None:
    places = gazetteer()
    assert places.begins_with_town("丸の内1-2-3") == 3
    assert places.begins_with_town("Xyz") == 0
    text = "丸の内1-2-3"
    assert places.town_before(text, 3) == 0
    assert places.has_prefecture("東京都千代田区")
    assert not places.has_prefecture("千代田区")


def test_cities_are_told_from_surnames() -> None:
    assert is_municipality("宮崎")
    assert not is_municipality("佐藤")
