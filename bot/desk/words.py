"""Every sentence of the desk's page, by the name that its template uses."""

from bot.domain.marks import N_

WORDS: dict[str, str] = {
    "title": N_("Collectif: the desk"),
    "skip": N_("Skip to the content"),
    "language": N_("Language"),
    "noscript": N_(
        "This page needs JavaScript: it reads the dossier on your machine and sends it to nobody."
    ),
    "lead": N_(
        "Open a dossier here: it is read on this machine only. Nothing is sent over the internet, and no "
        "name is written to your disk until you save it."
    ),
    "dossier_step": N_("1. The dossier"),
    "dossier_hint": N_(
        "The file that you received, with a name that ends in .zip.age. You may drop it here."
    ),
    "key_step": N_("2. Your key file"),
    "key_hint": N_(
        "The file that collectif desk keygen made on your machine. It is forgotten as soon as the dossier is "
        "open."
    ),
    "open": N_("Open the dossier"),
    "reading": N_("Reading and checking …"),
    "making": N_("Making the document …"),
    "saving": N_("Writing the folder …"),
    "opened": N_("The dossier is open; everything in it was checked."),
    "search": N_("Search"),
    "search_hint": N_("Names, addresses, own words, senders, references"),
    "found_none": N_("Nobody found."),
    "members": N_("Members"),
    "nameless": N_("no name sealed"),
    "documents": N_("Documents"),
    "statement": N_("In the member’s own words"),
    "sheet": N_("Sheet (PDF)"),
    "letters": N_("Collective letters"),
    "letters_hint": N_("With names, made here from the dossier, and the working edition without."),
    "show": N_("Show"),
    "open_it": N_("Open"),
    "save_it": N_("Save"),
    "back": N_("Back to the list"),
    "save_all": N_("Save everything"),
    "save_hint": N_(
        "Letters with names, one sheet for each member, documents and tables, in a new folder. It holds "
        "names in clear: choose an encrypted disk."
    ),
    "folder": N_("Path of the new folder"),
    "save_button": N_("Write the folder"),
    "saved": N_("Written:"),
    "close": N_("Close this dossier"),
    "quit": N_("End the desk"),
    "ended": N_("The desk has ended. You can close this window."),
    "ended_hint": N_("Nothing of the dossier is left in memory. Start the desk again to open another one."),
    "foreign": N_(
        "This window no longer belongs to the desk: it ended, or was opened in another window. Open the "
        "address that the program showed, or start it again."
    ),
    "failed": N_("Something went wrong. Please try again."),
}
