from presidio_analyzer import RecognizerRegistry

from detectors.reading import Reading
from detectors.site import SiteRecognisers


def test_without_files_nothing_is_asked() -> None:
    assert SiteRecognisers(RecognizerRegistry(recognizers=[], supported_languages=["ja"]), ()).find(Reading(raw="何か")) == []
