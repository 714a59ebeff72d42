"""The training of names, on a handful of made-up texts."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from detectors.names.lexicon import Use
from detectors.names.network import Network
from training.names import __main__ as training
from training.names import corpus, jmnedict, katakana, lexicon, talk
from training.names.corpus import Text
from training.names.jmnedict import Names

TEXTS = [
    Text(source="made", document="1", text="山田太郎様からお電話です。", names=((0, 4),)),
    Text(source="made", document="2", text="渋谷の山田商事に送ってください。", names=(), others=((3, 7, "organisation"),)),
    Text(source="made", document="3", text="担当は佐藤 花子です。", names=((3, 8),)),
]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "jamdict.db"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            "CREATE TABLE NETranslation (ID, idseq); CREATE TABLE NETransType (tid, text); CREATE TABLE NEKanji (idseq, text);"
            "CREATE TABLE NEKana (idseq, text); CREATE TABLE Kanji (text); CREATE TABLE Kana (text);"
            "INSERT INTO NETranslation VALUES (1, 10), (2, 20), (3, 30);"
            "INSERT INTO NETransType VALUES (1, 'surname'), (2, 'unclass'), (3, 'place');"
            "INSERT INTO NEKanji VALUES (10, '山田'), (30, '山田町');"
            "INSERT INTO NEKana VALUES (10, 'やまだ'), (20, 'ゾルターン'), (30, 'やまだまち');"
            "INSERT INTO Kana VALUES ('テレビ');"
        )
    return path


def test_the_dictionary_is_read(database: Path) -> None:
    names = jmnedict.read(database)
    assert names.written["山田"] == Use.SURNAME
    assert names.written["ゾルターン"] == Use.UNSORTED
    assert names.written["テレビ"] == Use.COMMON
    assert names.spoken["やまだ"] == Use.SURNAME


def test_the_list_keeps_what_tells_names(database: Path, tmp_path: Path) -> None:
    assert lexicon.write(jmnedict.read(database), tmp_path / "list.npz") == 4, "山田, ゾルターン, テレビ, やまだ; no place in kanji"


def test_the_sound_of_katakana_is_learnt(tmp_path: Path) -> None:
    people = {f"{a}{b}スキー": Use.SURNAME for a in "アカサタナハマヤ" for b in "リルレロンムタト"}
    things = {f"{a}{b}ケーブル": Use.COMMON for a in "アカサタナハマヤ" for b in "リルレロンムタト"}
    assert katakana.write(Names(written=people | things, spoken={}), tmp_path / "weights.npz") > 0.9


def test_talk_names_who_it_names(database: Path) -> None:
    written = {"山田": Use.SURNAME, "太郎": Use.GIVEN, "三鷹": Use.PLACE, "シュミット": Use.SURNAME, "ジョーンズ": Use.SURNAME}
    names = Names(written=written, spoken={"やまだ": Use.SURNAME, "たろう": Use.GIVEN})
    made = list(talk.texts(names, times=1))
    assert all("{" not in text.text for text in made)
    assert {text.text[a:b] for text in made for a, b in text.names} >= {"山田", "シュミット"}
    assert any(not text.names for text in made)


@pytest.mark.model
def test_the_same_texts_give_the_same_network(monkeypatch: pytest.MonkeyPatch) -> None:
    from detectors.names.model import Model

    monkeypatch.setattr(training, "EPOCHS", 30)
    monkeypatch.setattr(training, "BATCH", 2)
    monkeypatch.setattr(training, "RAREST", {})
    samples = list(corpus.samples(TEXTS * 4, Model()))
    vocabulary = training.vocabulary_of(samples)
    first, second = (training.train(samples, vocabulary) for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in first)
    figures = training.Figures()
    figures.add(Network(first), vocabulary, samples)
    assert figures.counts["made", "GiNZA everywhere"] == [8, 8, 8, 4, 0], "numpy reads as thinc has learnt"
