"""A neutral label for every code: what people read in lists, forms and letters.

Wording of the legal brief (D.1, D.2, E), without blame. No label names a national authority or law that a
pack of another country would not know, except the reporting routes, whose names are what they are.
"""

from enum import StrEnum

from bot.domain import clocks, codes, frozen, proposals, sealing, served
from bot.domain.marks import N_
from bot.text.catalogue import catalogue
from bot.text.short_labels import SHORT

# By class first: members of different classes with the same code are equal as strings, and would overwrite
# one another in a single table.
LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    codes.Answer: {
        codes.Answer.YES: N_("Yes"),
        codes.Answer.NO: N_("No"),
        codes.Answer.UNKNOWN: N_("Don't know"),
    },
    codes.LeakCategory: {
        codes.LeakCategory.ID_NAME: N_("Surname and first name"),
        codes.LeakCategory.ID_BIRTH: N_("Date of birth"),
        codes.LeakCategory.ID_SEX: N_("Sex"),
        codes.LeakCategory.ID_NATIONAL: N_("Social security / national ID number"),
        codes.LeakCategory.ID_DOC: N_("Copy of identity document"),
        codes.LeakCategory.CT_POSTAL: N_("Postal address"),
        codes.LeakCategory.CT_EMAIL: N_("E-mail address"),
        codes.LeakCategory.CT_PHONE: N_("Phone number"),
        codes.LeakCategory.AC_LOGIN: N_("Account login"),
        codes.LeakCategory.AC_PASSWORD: N_("Password"),
        codes.LeakCategory.FI_BANK: N_("Bank data (IBAN, card)"),
        codes.LeakCategory.FI_BILLING: N_("Billing, insurer"),
        codes.LeakCategory.HE_EXAM: N_("Nature of the exam"),
        codes.LeakCategory.HE_RESULT: N_("Test result"),
        codes.LeakCategory.HE_EXAM_DATE: N_("Date of the exam"),
        codes.LeakCategory.HE_PRESCRIBER: N_("Prescribing doctor"),
        codes.LeakCategory.HE_BLOOD: N_("Blood group"),
        codes.LeakCategory.HE_CONDITION: N_("Condition, pregnancy, remark"),
        codes.LeakCategory.HE_TREATMENT: N_("Treatment"),
        codes.LeakCategory.HE_INFECT: N_("Serology (HIV, hepatitis, STI)"),
        codes.LeakCategory.GE_GENETIC: N_("Genetic data"),
        codes.LeakCategory.SX_LIFE: N_("Sex life / orientation"),
        codes.LeakCategory.RE_RELATION: N_("Relative, dependant"),
        codes.LeakCategory.TE_TECH: N_("Technical data (IP, log)"),
        codes.LeakCategory.OT_OTHER: N_("Other data"),
    },
    codes.CategoryStatus: {
        codes.CategoryStatus.CONFIRMED: N_("Confirmed by the organisation or an authority"),
        codes.CategoryStatus.PRESS: N_("Reported by the press only"),
        codes.CategoryStatus.EXCLUDED: N_("Not concerned, says the organisation"),
        codes.CategoryStatus.NOT_REPORTED: N_("Not reported"),
    },
    codes.Certainty: {
        codes.Certainty.ESTABLISHED: N_("Established by an authority or a court"),
        codes.Certainty.ADMITTED: N_("Acknowledged by the organisation concerned"),
        codes.Certainty.PRESS: N_("Reported in the press"),
        codes.Certainty.MEMBER: N_("Stated by members"),
    },
    codes.KnownBy: {
        codes.KnownBy.NOTICE: N_("Letter or message from the organisation"),
        codes.KnownBy.ANSWER: N_("The organisation's answer to a request"),
        codes.KnownBy.AUTHORITY: N_("An authority"),
        codes.KnownBy.PRESS: N_("The press"),
        codes.KnownBy.SCAM: N_("A suspicious contact knew it"),
        codes.KnownBy.OTHER: N_("In another way"),
    },
    codes.Capacity: {
        codes.Capacity.SELF: N_("For myself"),
        codes.Capacity.CHILD: N_("For a minor child (as legal representative)"),
        codes.Capacity.PROTECTED_ADULT: N_("For a protected adult (as legal representative)"),
    },
    codes.Role: {
        codes.Role.CONTROLLER: N_("Controller"),
        codes.Role.JOINT: N_("Joint controller"),
        codes.Role.PROCESSOR: N_("Processor"),
        codes.Role.UNKNOWN: N_("Role not known"),
    },
    codes.Channel: {
        codes.Channel.CALL: N_("Phone call"),
        codes.Channel.SMS: N_("SMS"),
        codes.Channel.EMAIL: N_("E-mail"),
        codes.Channel.POST: N_("Letter by post"),
        codes.Channel.MESSENGER: N_("WhatsApp, Signal…"),
        codes.Channel.SOCIAL: N_("Social network"),
        codes.Channel.DISCORD: N_("Discord message"),
        codes.Channel.WEB: N_("Website or pop-up"),
        codes.Channel.VISIT: N_("Visit at home"),
        codes.Channel.OTHER: N_("Other channel"),
    },
    codes.Pretext: {
        codes.Pretext.BANK_ADVISER: N_("Fake bank adviser"),
        codes.Pretext.HEALTH_INSURER: N_("Fake health insurer"),
        codes.Pretext.LAB_RESULTS: N_("Fake laboratory / results"),
        codes.Pretext.PARCEL: N_("Parcel"),
        codes.Pretext.FAKE_LAWYER: N_("Fake lawyer / compensation"),
        codes.Pretext.AUTHORITY: N_("Fake police, authority or tax office"),
        codes.Pretext.EXTORTION: N_("Blackmail (results)"),
        codes.Pretext.MARKETING: N_("Health or insurance marketing"),
        codes.Pretext.TECH_SUPPORT: N_("Fake technical support"),
        codes.Pretext.LUXTRUST: N_("LuxTrust"),
        codes.Pretext.JOB_CRYPTO: N_("Job offer, cryptocurrency"),
        codes.Pretext.FAMILY: N_("Fake relative (“mum”, “dad”)"),
        codes.Pretext.OTHER: N_("Other pretext"),
    },
    codes.AskedFor: {
        codes.AskedFor.CARD: N_("Card number"),
        codes.AskedFor.IBAN: N_("IBAN"),
        codes.AskedFor.OTP: N_("One-time code"),
        codes.AskedFor.LOGIN: N_("Login or password"),
        codes.AskedFor.ID_COPY: N_("Copy of an identity document"),
        codes.AskedFor.PAYMENT: N_("Payment"),
        codes.AskedFor.REMOTE_ACCESS: N_("Remote access to a device"),
        codes.AskedFor.CALLBACK: N_("Call back a number"),
        codes.AskedFor.HEALTH_INFO: N_("Health information"),
        codes.AskedFor.NOTHING: N_("Nothing"),
    },
    codes.ScamOutcome: {
        codes.ScamOutcome.IGNORED: N_("Not followed up"),
        codes.ScamOutcome.CLICKED: N_("Link opened"),
        codes.ScamOutcome.DATA_GIVEN: N_("Data passed on"),
        codes.ScamOutcome.PAID: N_("Payment made"),
        codes.ScamOutcome.BLOCKED: N_("Blocked (sender, card or payment)"),
        codes.ScamOutcome.ACCOUNT_OPENED: N_("Account opened in the person's name"),
    },
    codes.ReportedTo: {
        codes.ReportedTo.POLICE: N_("Police"),
        codes.ReportedTo.BANK: N_("Bank"),
        codes.ReportedTo.SMS_33700: N_("33700 (SMS and calls, France)"),
        codes.ReportedTo.SIGNAL_SPAM: N_("Signal Spam (e-mail, France)"),
        codes.ReportedTo.PHAROS: N_("PHAROS (online content, France)"),
        codes.ReportedTo.THESEE: N_("THESEE (online scams, France)"),
        codes.ReportedTo.PERCEVAL: N_("PERCEVAL (card fraud, France)"),
        codes.ReportedTo.CYBER_17: N_("17Cyber (France)"),
        codes.ReportedTo.CYBERMALVEILLANCE: N_("Cybermalveillance (France)"),
        codes.ReportedTo.BEE_SECURE: N_("BEE SECURE Helpline (Luxembourg)"),
        codes.ReportedTo.CIRCL: N_("CIRCL (Luxembourg)"),
        codes.ReportedTo.ORGANISATION: N_("The organisation concerned"),
        codes.ReportedTo.OTHER: N_("Another body"),
    },
    codes.HarmHead: {
        codes.HarmHead.M_FIN: N_("Financial loss"),
        codes.HarmHead.M_COST: N_("Expenses incurred"),
        codes.HarmHead.M_IDTHEFT: N_("Identity theft"),
        codes.HarmHead.M_DENIAL: N_("Refusal (credit, insurance, job)"),
        codes.HarmHead.N_FEAR: N_("Fear of misuse"),
        codes.HarmHead.N_CONTROL: N_("Loss of control"),
        codes.HarmHead.N_DISTRESS: N_("Distress, anxiety"),
        codes.HarmHead.N_REPUT: N_("Harm to reputation, stigma"),
        codes.HarmHead.N_DISCR: N_("Discrimination"),
        codes.HarmHead.N_UNCERT: N_("Uncertainty for lack of an answer"),
        codes.HarmHead.N_HARASS: N_("Repeated unwanted contacts"),
        codes.HarmHead.N_TIME: N_("Time spent"),
    },
    codes.Proof: {
        codes.Proof.DOCUMENT: N_("Document"),
        codes.Proof.WITNESS: N_("Witness"),
        codes.Proof.NONE_YET: N_("No proof yet"),
    },
    codes.StepKind: {
        codes.StepKind.ACCESS_REQUEST: N_("Access request (art. 15 GDPR)"),
        codes.StepKind.BREACH_QUESTION: N_("Questions about the data breach"),
        codes.StepKind.ERASURE_REQUEST: N_("Erasure request (art. 17 GDPR)"),
        codes.StepKind.POLICE_COMPLAINT: N_("Criminal complaint"),
        codes.StepKind.BANK_CONTEST: N_("Payment contested with the bank"),
        codes.StepKind.COMPLAINT_FILED: N_("Complaint filed with the authority"),
        codes.StepKind.OTHER_COMPLAINT: N_("Another complaint"),
    },
    codes.StepOutcome: {
        codes.StepOutcome.WAITING: N_("Answer awaited"),
        codes.StepOutcome.NO_ANSWER: N_("No answer"),
        codes.StepOutcome.PARTIAL: N_("Partial answer"),
        codes.StepOutcome.FULL: N_("Full answer"),
        codes.StepOutcome.REFUSED: N_("Refusal"),
    },
    codes.Purpose: {
        codes.Purpose.REGISTER: N_("Registration, with the codes about my health"),
        codes.Purpose.COMPLAINT: N_("Taking part in the complaint to the authority"),
        codes.Purpose.LAWYER: N_("Passing my file to the lawyer or association"),
        codes.Purpose.STATISTICS: N_("Public statistics that name nobody"),
        codes.Purpose.CONTACT: N_("Being contacted about the case"),
    },
    codes.MemberStatus: {
        codes.MemberStatus.REGISTERED: N_("Registered"),
        codes.MemberStatus.WITHDRAWN: N_("Withdrawn"),
    },
    codes.CaseStatus: {
        codes.CaseStatus.OPEN: N_("Open for registration"),
        codes.CaseStatus.CLOSED: N_("Closed"),
    },
    codes.FilingMode: {
        codes.FilingMode.INDIVIDUAL: N_("Individual complaints with a common statement"),
        codes.FilingMode.LAWYER: N_("Through a lawyer, with mandates"),
        codes.FilingMode.ASSOCIATION: N_("Through an association with mandates (art. 80 GDPR)"),
        codes.FilingMode.ALERT: N_("Alert without mandate, for information only"),
    },
    codes.SendMode: {
        codes.SendMode.ONLINE: N_("Through the authority's online service"),
        codes.SendMode.REGISTERED: N_("Registered letter with receipt"),
    },
    codes.ChatScope: {
        codes.ChatScope.CODES: N_("Codes, dates and letters without names"),
        codes.ChatScope.MINIMAL: N_("Only the way to the page, and where one stands"),
    },
    codes.Edition: {
        codes.Edition.WORKING: N_("Working edition (pseudonyms)"),
        codes.Edition.NAMED: N_("Edition with names"),
        codes.Edition.REDACTED: N_("Non-confidential edition"),
    },
    codes.LetterKind: {
        codes.LetterKind.COLLECTIVE_COMPLAINT: N_("Collective complaint"),
        codes.LetterKind.INDIVIDUAL_COMPLAINT: N_("Individual complaint"),
        codes.LetterKind.ACCESS_REQUEST: N_("Access request"),
        codes.LetterKind.FILING_KIT: N_("Filing kit"),
    },
    codes.PaperKind: {
        codes.PaperKind.FORMAL_NOTICE: N_("Formal notice to the organisation"),
        codes.PaperKind.CRIMINAL_BREACH: N_("Criminal complaint: the breach"),
        codes.PaperKind.CRIMINAL_FRAUD: N_("Criminal complaint: scams"),
        codes.PaperKind.MANDATE: N_("Mandate"),
        codes.PaperKind.REMINDER: N_("Reminder to the organisation"),
        codes.PaperKind.STATUS_REQUEST: N_("Request for news to the authority"),
        codes.PaperKind.APPEAL_SUMMARY: N_("Appeal file for a lawyer"),
        codes.PaperKind.LAWYER_LETTER: N_("Letter to a lawyer"),
        codes.PaperKind.CALENDAR: N_("Calendar of time limits"),
    },
    codes.Route: {
        codes.Route.AUTHORITY: N_("The supervisory authority"),
        codes.Route.CRIMINAL: N_("The criminal authorities"),
        codes.Route.CIVIL: N_("The civil courts, or a settlement"),
        codes.Route.ASSOCIATION: N_("An association or a collective action"),
    },
    clocks.ClockKind: {
        clocks.ClockKind.ANSWER: N_("Answer of the organisation"),
        clocks.ClockKind.SILENCE: N_("Three months without news from the authority"),
        clocks.ClockKind.APPEAL: N_("Appeal against the authority"),
        clocks.ClockKind.LIMITATION: N_("Limitation"),
    },
    clocks.ClockState: {
        clocks.ClockState.OPEN: N_("still running"),
        clocks.ClockState.SOON: N_("less than six months"),
        clocks.ClockState.EXPIRED: N_("probably over"),
        clocks.ClockState.DEPENDS: N_("depends: for a lawyer to assess"),
    },
    sealing.LaneKind: {
        sealing.LaneKind.LAWYER: N_("Lawyer"),
        sealing.LaneKind.ASSOCIATION: N_("Association"),
        sealing.LaneKind.ORGANISER: N_("Organiser of this group"),
    },
    sealing.SealedField: {
        sealing.SealedField.IDENTITY: N_("Identity"),
        sealing.SealedField.CONTACT: N_("Contact details"),
        sealing.SealedField.STATEMENT: N_("Own words"),
        sealing.SealedField.SENDERS: N_("Senders of suspicious contacts"),
        sealing.SealedField.MANDATE: N_("Signed mandate"),
        sealing.SealedField.EVIDENCE: N_("Evidence file"),
    },
    sealing.HolderState: {
        sealing.HolderState.NAMED: N_("Key not proved yet"),
        sealing.HolderState.PROVED: N_("Can open"),
        sealing.HolderState.REMOVED: N_("Removed"),
    },
    sealing.LinkPurpose: {
        sealing.LinkPurpose.OWN_FILE: N_("Link to your own page"),
        sealing.LinkPurpose.DOSSIER: N_("Link to a dossier"),
    },
    served.OpeningKind: {
        served.OpeningKind.BUILT: N_("Put into a dossier"),
        served.OpeningKind.FETCHED: N_("Handed over with a dossier"),
    },
    proposals.ProposalState: {
        proposals.ProposalState.OPEN: N_("Waits"),
        proposals.ProposalState.DONE: N_("Confirmed"),
        proposals.ProposalState.REFUSED: N_("Refused or taken back"),
        proposals.ProposalState.EXPIRED: N_("Expired"),
        proposals.ProposalState.FAILED: N_("Not done: it had changed"),
    },
    frozen.Vote: {
        frozen.Vote.APPROVE: N_("I approve it"),
        frozen.Vote.OBJECT: N_("I object"),
    },
    frozen.Ground: {
        frozen.Ground.FACT_WRONG: N_("A fact in it is wrong"),
        frozen.Ground.ABOUT_ME: N_("What it says of me is wrong"),
        frozen.Ground.TOO_MUCH: N_("It says too much"),
        frozen.Ground.MISSING: N_("Something important is missing"),
        frozen.Ground.DEMANDS: N_("I do not want what it asks for"),
        frozen.Ground.ADDRESSEE: N_("It goes to the wrong place"),
        frozen.Ground.TIMING: N_("It should not be filed now"),
        frozen.Ground.OTHER: N_("Another reason"),
    },
    served.RecipientNoticeKind: {
        served.RecipientNoticeKind.ERASED: N_("Erased"),
        served.RecipientNoticeKind.WITHDRAWN: N_("Left the group action"),
        served.RecipientNoticeKind.LEFT_RECIPIENT: N_("File no longer for this recipient"),
        served.RecipientNoticeKind.CORRECTED: N_("Corrected"),
    },
    codes.Infringement: {
        codes.Infringement.SECURITY: N_("Security of processing (art. 5(1)(f) and 32 GDPR)"),
        codes.Infringement.PROCESSOR: N_("Choice and supervision of processors (art. 28 and 29 GDPR)"),
        codes.Infringement.NOTIFICATION: N_("Notifying the authority of the breach (art. 33 GDPR)"),
        codes.Infringement.COMMUNICATION: N_("Informing the persons concerned of the breach (art. 34 GDPR)"),
        codes.Infringement.STORAGE: N_("Storage limitation (art. 5(1)(e) GDPR)"),
        codes.Infringement.ACCESS: N_("Right of access (art. 12 and 15 GDPR)"),
        codes.Infringement.BY_DESIGN: N_("Responsibility and protection by design (art. 24 and 25 GDPR)"),
        codes.Infringement.IMPACT_ASSESSMENT: N_("Data protection impact assessment (art. 35 GDPR)"),
        codes.Infringement.HEALTH_DATA: N_("Processing of health data (art. 9 GDPR)"),
    },
}


def has_label(code: StrEnum) -> bool:
    """Whether the code belongs to a closed list that people read."""
    return type(code) in LABELS


def label(code: StrEnum, language: str) -> str:
    """The code in words, at most 100 characters; raises KeyError for an enum that has no labels."""
    return catalogue(language).gettext(LABELS[type(code)][code])


def short_label(code: StrEnum, language: str) -> str:
    """The code in at most 45 characters."""
    short = SHORT.get(type(code), {}).get(code)
    return catalogue(language).gettext(short) if short else label(code, language)
