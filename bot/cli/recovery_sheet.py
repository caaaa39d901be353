"""What the recovery sheet of a server's root key says."""

from datetime import date

from bot.letters.recovery_sheet import Wording, draw

__all__ = ["draw", "root_wording"]


def root_wording(fingerprint: str, day: date) -> Wording:
    """The sheet of a server's root key."""
    return Wording(
        title="Collectif: recovery sheet",
        heading="Collectif: recovery sheet of the root key",
        made=f"Made on {day.isoformat()}.   Fingerprint of the key:  {fingerprint}",
        what=(
            "This page holds the root key of a Collectif server. With it and a copy of the database, anybody "
            "can tell which Discord account each entry about a leak, a scam or a damage belongs to.",
            "When the key file is lost and this page too, nobody can ever again, and the bot cannot start.",
        ),
        now="Now",
        do=(
            "Print this page once, on a printer you trust, and delete the file.",
            "Keep the paper where only people who may act for the group reach it, such as a safe or a "
            "lawyer's office; not beside the server and not with its backups. Do not photograph or scan it.",
        ),
        lost="When the key file is lost",
        restore=(
            "On the new machine run:  collectif init --restore",
            "Type the groups in order. Spaces and small letters do not matter; there is no 0, 1, 8 or 9.",
            "The fifth letter of each group checks it: a typing error is named. Then compare the "
            "fingerprint.",
        ),
    )
