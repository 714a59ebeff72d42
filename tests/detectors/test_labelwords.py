from detectors.labels import ROLES
from detectors.labelwords import WORDS


def test_every_role_has_words_and_every_word_is_looked_up() -> None:
    assert all(words.split() for _, words in WORDS)
    assert {role for role, _ in WORDS} == set(ROLES.values())
