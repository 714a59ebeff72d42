"""The list of our recognisers, in the order they run: a later one sees what earlier ones found."""

from detectors.recognisers.address import AddressRecogniser
from detectors.recognisers.bank_account import BankAccountRecogniser
from detectors.recognisers.base import Recogniser
from detectors.recognisers.birth_date import BirthDateRecogniser
from detectors.recognisers.credit_card import CreditCardRecogniser
from detectors.recognisers.drivers_license import DriversLicenseRecogniser
from detectors.recognisers.email import EmailRecogniser
from detectors.recognisers.health_insurance import HealthInsuranceRecogniser
from detectors.recognisers.location import LocationRecogniser
from detectors.recognisers.my_number import MyNumberRecogniser
from detectors.recognisers.passport import PassportRecogniser
from detectors.recognisers.person import PersonRecogniser
from detectors.recognisers.phone import PhoneRecogniser
from detectors.recognisers.postal_code import PostalCodeRecogniser
from detectors.recognisers.residence_card import ResidenceCardRecogniser
from detectors.recognisers.security_code import SecurityCodeRecogniser
from detectors.recognisers.sensitive import SensitiveRecogniser

RECOGNISERS: tuple[type[Recogniser], ...] = (
    EmailRecogniser,
    CreditCardRecogniser,
    SecurityCodeRecogniser,
    MyNumberRecogniser,
    DriversLicenseRecogniser,
    PassportRecogniser,
    ResidenceCardRecogniser,
    HealthInsuranceRecogniser,
    BankAccountRecogniser,
    PhoneRecogniser,
    PostalCodeRecogniser,
    AddressRecogniser,
    BirthDateRecogniser,
    LocationRecogniser,
    PersonRecogniser,
    SensitiveRecogniser,
)
