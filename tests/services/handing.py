"""What the tests of dossiers share: members who sealed something, dossiers built, opened as at a desk."""

import io
import zipfile

from bot.domain.checked import Address, Checked, Contact, Identity, Statement, encode, field_of
from bot.domain.member import MemberFile
from bot.services.dossiers import DossierView
from bot.services.views import CaseView, LaneView
from bot.vault import age
from tests.keyholder import KeyHolder
from tests.services.office import ORGANISER, Office
from tests.services.sealing import chosen

ADDRESS = Address(("12 Canary Street",), "75011", "Paris", "FR")


async def handed_in(
    office: Office, case: CaseView, user_id: int, lane: LaneView, name: str, **changes: object
) -> MemberFile:
    """Register somebody whom the incident concerns, who chooses the recipient and seals who they are."""
    member = await office.concerned(case, user_id, **changes)
    await chosen(office, case, user_id, member.ref, lane.id)
    for value in (
        Identity(name),
        Contact(ADDRESS, f"{user_id}@canary.example", None),
        Statement(f"Canary words of {name}."),
    ):
        await put(office, case, user_id, member.ref, value)
    return await office.services.entries.file(office.actor(user_id), case.id, member.ref)


async def put(office: Office, case: CaseView, user_id: int, ref: str, value: Checked) -> None:
    """Seal a form's values."""
    actor = office.actor(user_id)
    await office.services.sealed.put(actor, case.id, ref, field_of(value), encode(value))


async def built(office: Office, case: CaseView, lane: LaneView) -> DossierView:
    """Let the organisers build a dossier."""
    return await office.agreed(
        case, office.services.dossiers.build(office.actor(ORGANISER), case.id, lane.id)
    )


def stored(office: Office, view: DossierView) -> bytes:
    """The dossier as it lies on the server's disk."""
    return (office.deps.dossiers / view.file_name).read_bytes()


def contents(office: Office, view: DossierView, holder: KeyHolder) -> zipfile.ZipFile:
    """The archive inside the dossier, opened with a key-holder's key."""
    return zipfile.ZipFile(io.BytesIO(age.decrypt(stored(office, view), [holder.key.secret])))


async def collected(office: Office, token: str) -> bytes:
    """What whoever uses the link receives."""
    parcel = await office.services.dossiers.fetch(token)
    return b"".join([piece async for piece in parcel.pieces()])
