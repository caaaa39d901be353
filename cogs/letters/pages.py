"""Which file is what, and what to do with it."""

from collections.abc import Sequence

from bot.domain.codes import CaseStatus, LetterKind, StepKind
from bot.services.views import CaseView, LetterFile
from bot.ui import doors
from bot.ui.context import NONE
from bot.ui.entries import back
from bot.ui.layout import Page, Press, Tone, primary
from bot.ui.panel import never_asked
from bot.ui.replies import MOST_FILES
from bot.ui.speech import Speaker

TEXT = "text/plain"


def parcels(files: Sequence[LetterFile]) -> list[list[LetterFile]]:
    """Share the files out among as many messages as Discord needs."""
    return [list(files[i : i + MOST_FILES]) for i in range(0, len(files), MOST_FILES)]


def letters_page(
    speaker: Speaker,
    case: CaseView,
    ref: str,
    parts: Sequence[Sequence[LetterFile]],
    at: int,
    *,
    confirmed: bool,
) -> Page:
    """Show one message of files, each below what it is for; the last one says what comes next."""
    count = f" ({at + 1}/{len(parts)})" if len(parts) > 1 else ""
    page = Page(Tone.DONE).text(f"### {speaker.tr('Your letters')}{count}")
    if at == 0:
        page.text(
            speaker.tr(
                "Save these files: they are not stored here. Fill in your name and address in the blank "
                "fields, on screen or by pen, sign, and send them yourself. They are models that no lawyer "
                "has reviewed."
            )
        )
    for file in parts[at]:
        page.text(_guide(speaker, case, file)).file(file.filename)
    if at == len(parts) - 1:
        asks = any(file.kind is LetterKind.ACCESS_REQUEST for part in parts for file in part)
        if not confirmed:
            _own_them(page, speaker, case, ref)
        _next(page, speaker, case, ref, asks=asks)
    return page


def _own_them(page: Page, speaker: Speaker, case: CaseView, ref: str) -> None:
    page.text(
        speaker.tr(
            "Each page is marked as a draft. Read them; correct in /me what is not right. When every "
            "sentence is yours, have them made again without the mark."
        )
    )
    page.row(Press(speaker.tr("They are right: lift the draft mark"), doors.LETTERS_MINE.id(case.id, ref)))


def _guide(speaker: Speaker, case: CaseView, file: LetterFile) -> str:
    if file.copy_of:
        return speaker.tr("Reading copy in your language: do not send it.")
    if file.kind is LetterKind.INDIVIDUAL_COMPLAINT:
        name = next((a.short_name for a in case.pack.authorities if a.id == file.authority), "")
        return speaker.tr(
            "**Your complaint to {authority}**: sign it and file it as the kit says.", authority=name
        )
    if file.kind is LetterKind.ACCESS_REQUEST:
        name = speaker.organisation(case.pack, file.organisation) if file.organisation else ""
        return speaker.tr(
            "**Your access request**{organisation}: send it to the data protection officer, keep the proof "
            "of sending. An answer is due within one month.",
            organisation=f" ({name})" if name else "",
        )
    if file.media_type.startswith(TEXT):
        return speaker.tr("**Text to paste** into the authority's web form.")
    return speaker.tr("**Filing kit**: where and how to file, what to attach, what to keep as proof.")


def _next(page: Page, speaker: Speaker, case: CaseView, ref: str, *, asks: bool) -> None:
    page.text(
        ""
        if asks
        else speaker.tr(
            "There is no access request yet: say in your file which organisation it was, then ask again."
        ),
        speaker.tr("Once something is sent, record it: dates count, and so does an answer that never comes."),
        never_asked(speaker),
    )
    sent = doors.STEP_NEW.id(case.id, ref, StepKind.ACCESS_REQUEST)
    open_case = case.status is CaseStatus.OPEN
    page.row(
        primary(speaker.tr("I have sent the access request"), sent) if open_case and asks else None,
        Press(speaker.tr("I have taken another step"), doors.STEP_NEW.id(case.id, ref, NONE))
        if open_case
        else None,
        back(speaker, case, ref),
    )
