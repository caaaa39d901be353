"""The closed lists of codes: all that chat may carry about a person's situation.

The lists and their wording follow the taxonomies D.1 (leaked data), D.2 (scam contacts) and E (damage)
of the project's legal brief. Labels for people are in `bot.text.labels`.
"""

from enum import StrEnum


class Answer(StrEnum):
    """Three answers, because "I don't know" is an honest one."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class LeakCategory(StrEnum):
    """A category of personal data that a breach may have exposed."""

    ID_NAME = "ID_NAME"
    ID_BIRTH = "ID_BIRTH"
    ID_SEX = "ID_SEX"
    ID_NATIONAL = "ID_NATIONAL"
    ID_DOC = "ID_DOC"
    CT_POSTAL = "CT_POSTAL"
    CT_EMAIL = "CT_EMAIL"
    CT_PHONE = "CT_PHONE"
    AC_LOGIN = "AC_LOGIN"
    AC_PASSWORD = "AC_PASSWORD"  # noqa: S105 - a category, not a password
    FI_BANK = "FI_BANK"
    FI_BILLING = "FI_BILLING"
    HE_EXAM = "HE_EXAM"
    HE_RESULT = "HE_RESULT"
    HE_EXAM_DATE = "HE_EXAM_DATE"
    HE_PRESCRIBER = "HE_PRESCRIBER"
    HE_BLOOD = "HE_BLOOD"
    HE_CONDITION = "HE_CONDITION"
    HE_TREATMENT = "HE_TREATMENT"
    HE_INFECT = "HE_INFECT"
    GE_GENETIC = "GE_GENETIC"
    SX_LIFE = "SX_LIFE"
    RE_RELATION = "RE_RELATION"
    TE_TECH = "TE_TECH"
    OT_OTHER = "OT_OTHER"


# Special categories within the meaning of art. 9(1) GDPR (legal brief D.1, column "art. 9").
ARTICLE_9 = frozenset(
    {
        LeakCategory.HE_EXAM,
        LeakCategory.HE_RESULT,
        LeakCategory.HE_EXAM_DATE,
        LeakCategory.HE_PRESCRIBER,
        LeakCategory.HE_BLOOD,
        LeakCategory.HE_CONDITION,
        LeakCategory.HE_TREATMENT,
        LeakCategory.HE_INFECT,
        LeakCategory.GE_GENETIC,
        LeakCategory.SX_LIFE,
    }
)

# Asked only on a second, optional screen (legal brief D.1, "Bot rule").
ASKED_APART = frozenset({LeakCategory.HE_INFECT, LeakCategory.GE_GENETIC, LeakCategory.SX_LIFE})


class CategoryStatus(StrEnum):
    """What is publicly known of a category in one incident; the pack says it, never a member."""

    CONFIRMED = "confirmed"  # by the organisation or an authority
    PRESS = "press"  # reported by the press only
    EXCLUDED = "excluded"  # the organisation says it was not concerned
    NOT_REPORTED = "not_reported"


class Certainty(StrEnum):
    """How surely a fact stands; the verb of its sentence follows from it."""

    ESTABLISHED = "established"  # by an authority or a court
    ADMITTED = "admitted"  # by the organisation concerned
    PRESS = "press"
    MEMBER = "member"


class KnownBy(StrEnum):
    """How a member knows that a category leaked, or that they are concerned."""

    NOTICE = "notice"  # letter or message from the organisation
    ANSWER = "answer"  # the organisation's reply to a request
    AUTHORITY = "authority"
    PRESS = "press"
    SCAM = "scam"  # a scammer knew it
    OTHER = "other"


class Capacity(StrEnum):
    """For whom the registration is made."""

    SELF = "self"
    CHILD = "child"
    PROTECTED_ADULT = "protected_adult"


class Role(StrEnum):
    """An organisation's presumed role in an incident (art. 4(7), 4(8), 26 GDPR)."""

    CONTROLLER = "controller"
    JOINT = "joint"
    PROCESSOR = "processor"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """How a scam contact reached the member."""

    CALL = "CALL"
    SMS = "SMS"
    EMAIL = "EMAIL"
    POST = "POST"
    MESSENGER = "MESSENGER"
    SOCIAL = "SOCIAL"
    DISCORD = "DISCORD"
    WEB = "WEB"
    VISIT = "VISIT"
    OTHER = "OTHER"


class Pretext(StrEnum):
    """What the scammer claimed to be or to want."""

    BANK_ADVISER = "BANK_ADVISER"
    HEALTH_INSURER = "HEALTH_INSURER"
    LAB_RESULTS = "LAB_RESULTS"
    PARCEL = "PARCEL"
    FAKE_LAWYER = "FAKE_LAWYER"
    AUTHORITY = "AUTHORITY"
    EXTORTION = "EXTORTION"
    MARKETING = "MARKETING"
    TECH_SUPPORT = "TECH_SUPPORT"
    LUXTRUST = "LUXTRUST"
    JOB_CRYPTO = "JOB_CRYPTO"
    FAMILY = "FAMILY"
    OTHER = "OTHER"


class AskedFor(StrEnum):
    """What the scammer asked for."""

    CARD = "card"
    IBAN = "iban"
    OTP = "otp"
    LOGIN = "login"
    ID_COPY = "id_copy"
    PAYMENT = "payment"
    REMOTE_ACCESS = "remote_access"
    CALLBACK = "callback"
    HEALTH_INFO = "health_info"
    NOTHING = "nothing"


class ScamOutcome(StrEnum):
    """What came of the contact."""

    IGNORED = "ignored"
    CLICKED = "clicked"
    DATA_GIVEN = "data_given"
    PAID = "paid"
    BLOCKED = "blocked"
    ACCOUNT_OPENED = "account_opened"


class ReportedTo(StrEnum):
    """Where the member reported the contact (legal brief D.3)."""

    POLICE = "police"
    BANK = "bank"
    SMS_33700 = "sms_33700"
    SIGNAL_SPAM = "signal_spam"
    PHAROS = "pharos"
    THESEE = "thesee"
    PERCEVAL = "perceval"
    CYBER_17 = "cyber_17"
    CYBERMALVEILLANCE = "cybermalveillance"
    BEE_SECURE = "bee_secure"
    CIRCL = "circl"
    ORGANISATION = "organisation"
    OTHER = "other"


class HarmHead(StrEnum):
    """A head of damage within the meaning of art. 82 GDPR (legal brief E)."""

    M_FIN = "M_FIN"
    M_COST = "M_COST"
    M_IDTHEFT = "M_IDTHEFT"
    M_DENIAL = "M_DENIAL"
    N_FEAR = "N_FEAR"
    N_CONTROL = "N_CONTROL"
    N_DISTRESS = "N_DISTRESS"
    N_REPUT = "N_REPUT"
    N_DISCR = "N_DISCR"
    N_UNCERT = "N_UNCERT"
    N_HARASS = "N_HARASS"
    N_TIME = "N_TIME"


class Proof(StrEnum):
    """What the member could show for a head of damage; the proof itself never enters chat."""

    DOCUMENT = "document"
    WITNESS = "witness"
    NONE_YET = "none_yet"


class StepKind(StrEnum):
    """A step that a member took before or beside the complaint."""

    ACCESS_REQUEST = "access_request"
    BREACH_QUESTION = "breach_question"
    ERASURE_REQUEST = "erasure_request"
    POLICE_COMPLAINT = "police_complaint"
    BANK_CONTEST = "bank_contest"
    COMPLAINT_FILED = "complaint_filed"  # with the supervisory authority, art. 77 GDPR
    OTHER_COMPLAINT = "other_complaint"


class StepOutcome(StrEnum):
    """What came of a step."""

    WAITING = "waiting"
    NO_ANSWER = "no_answer"
    PARTIAL = "partial"
    FULL = "full"
    REFUSED = "refused"


class Purpose(StrEnum):
    """One consent, one purpose (legal brief F.3); none is a condition of another but the first."""

    REGISTER = "register"
    COMPLAINT = "complaint"
    LAWYER = "lawyer"
    STATISTICS = "statistics"
    CONTACT = "contact"


class MemberStatus(StrEnum):
    """Where a registration stands."""

    REGISTERED = "registered"
    WITHDRAWN = "withdrawn"


class CaseStatus(StrEnum):
    """Whether a case takes registrations."""

    OPEN = "open"
    CLOSED = "closed"


class FilingMode(StrEnum):
    """In whose name a letter is filed; it decides title, signature block, annexes and checks."""

    INDIVIDUAL = "individual"
    LAWYER = "lawyer"
    ASSOCIATION = "association"
    ALERT = "alert"


class SendMode(StrEnum):
    """How the collective letter goes to the authority (legal brief C.8, `send_mode`)."""

    ONLINE = "online"
    REGISTERED = "registered"


class ChatScope(StrEnum):
    """How much of a case chat carries; the page carries everything in either case."""

    CODES = "codes"  # codes, dates, amounts and letters without names
    MINIMAL = "minimal"  # the Join button, links, status


class Edition(StrEnum):
    """Who may be named in a letter."""

    WORKING = "working"
    NAMED = "named"
    REDACTED = "redacted"


class LetterKind(StrEnum):
    """The kinds of document that the bot makes."""

    COLLECTIVE_COMPLAINT = "collective_complaint"
    INDIVIDUAL_COMPLAINT = "individual_complaint"
    ACCESS_REQUEST = "access_request"
    FILING_KIT = "filing_kit"


class PaperKind(StrEnum):
    """Documents made on demand beside the letters: handed over, audited, and recorded nowhere."""

    FORMAL_NOTICE = "formal_notice"  # and claim for compensation, art. 82 GDPR
    CRIMINAL_BREACH = "criminal_breach"  # helper for a criminal complaint about the breach itself
    CRIMINAL_FRAUD = "criminal_fraud"  # about scams and identity theft
    MANDATE = "mandate"
    REMINDER = "reminder"  # to an organisation that did not answer within the month
    STATUS_REQUEST = "status_request"  # to an authority that said nothing for three months
    APPEAL_SUMMARY = "appeal_summary"
    LAWYER_LETTER = "lawyer_letter"  # cover letter with the list of exhibits
    CALENDAR = "calendar"


class Route(StrEnum):
    """A way that a member's matter can go; which of them to take is advice, and no business of a tool."""

    AUTHORITY = "authority"  # art. 77 GDPR
    CRIMINAL = "criminal"
    CIVIL = "civil"  # art. 79 and 82 GDPR
    ASSOCIATION = "association"  # art. 80 GDPR, collective redress


class Infringement(StrEnum):
    """A breach of duty that a letter may argue, by the GDPR articles it rests on."""

    SECURITY = "security"  # 5(1)(f) and 32
    PROCESSOR = "processor"  # 28 and 29
    NOTIFICATION = "notification"  # 33
    COMMUNICATION = "communication"  # 34
    STORAGE = "storage"  # 5(1)(e)
    ACCESS = "access"  # 12 and 15
    BY_DESIGN = "by_design"  # 24 and 25
    IMPACT_ASSESSMENT = "impact_assessment"  # 35
    HEALTH_DATA = "health_data"  # 9
