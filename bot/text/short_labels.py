"""Shorter labels for the codes whose label does not fit a title or a button."""

from enum import StrEnum

from bot.domain import codes
from bot.domain.marks import N_

# For places that hold 45 characters; only where the label is longer in one of the languages.
SHORT: dict[type[StrEnum], dict[StrEnum, str]] = {
    codes.CategoryStatus: {codes.CategoryStatus.CONFIRMED: N_("Confirmed")},
    codes.Capacity: {
        codes.Capacity.CHILD: N_("For a minor child"),
        codes.Capacity.PROTECTED_ADULT: N_("For a protected adult"),
    },
    codes.KnownBy: {codes.KnownBy.ANSWER: N_("Answer to a request")},
    codes.Purpose: {
        codes.Purpose.REGISTER: N_("Registration"),
        codes.Purpose.COMPLAINT: N_("Complaint to the authority"),
        codes.Purpose.LAWYER: N_("Lawyer or association"),
    },
    codes.FilingMode: {
        codes.FilingMode.INDIVIDUAL: N_("Individual complaints"),
        codes.FilingMode.ASSOCIATION: N_("Association with mandates"),
    },
    codes.ChatScope: {codes.ChatScope.MINIMAL: N_("Only the way to the page")},
    codes.Infringement: {
        codes.Infringement.SECURITY: N_("Security of processing"),
        codes.Infringement.PROCESSOR: N_("Processors"),
        codes.Infringement.NOTIFICATION: N_("Notification to the authority"),
        codes.Infringement.COMMUNICATION: N_("Information of the persons concerned"),
        codes.Infringement.STORAGE: N_("Storage limitation"),
        codes.Infringement.ACCESS: N_("Right of access"),
        codes.Infringement.BY_DESIGN: N_("Protection by design"),
        codes.Infringement.IMPACT_ASSESSMENT: N_("Impact assessment"),
        codes.Infringement.HEALTH_DATA: N_("Health data"),
    },
}
