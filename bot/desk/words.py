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
        "Your private key: a file such as collectif-key.txt, made on this machine. It is forgotten as soon "
        "as the dossier is open."
    ),
    "server_step": N_("3. The server’s public key, if you have it"),
    "server_hint": N_(
        "It begins with ed25519- and comes from the organisers. With it the desk checks who made the "
        "dossier. As a line of your key file, “# server key ed25519-…”, it need not be given again."
    ),
    "open": N_("Open the dossier"),
    "own_key": N_("Your key"),
    "own_key_hint": N_("What you need before the first dossier, and when a colleague joins you."),
    "make": N_("Make a key"),
    "make_hint": N_(
        "Once, on this machine. The key file stays here and is given to nobody; the recovery sheet beside it "
        "is the same key on paper: print it, keep it in a safe place, then delete the file."
    ),
    "key_path": N_("Path of the new key file"),
    "make_button": N_("Make the key and its sheet"),
    "made": N_("Your public key. Give it to the organisers, and compare it with them by telephone:"),
    "made_key": N_("Private key:"),
    "made_sheet": N_("Recovery sheet, to be printed and then deleted:"),
    "prove": N_("Answer a challenge"),
    "prove_hint": N_(
        "The organisers send a file that only your key can read. The answer shows them that you hold it, and "
        "is worth nothing to anybody else."
    ),
    "challenge": N_("The challenge file"),
    "your_key": N_("Your key file"),
    "prove_button": N_("Show the answer"),
    "proved": N_("The answer. Give it to the organisers:"),
    "share": N_("Let another key-holder in"),
    "share_hint": N_(
        "Whoever holds the private half of the key that you write here can open everything sealed for your "
        "recipient, old and new. Compare it with them, by telephone or in person, before you hand the copies "
        "to the organisers."
    ),
    "copies": N_("The file of key copies, from the organisers"),
    "newcomer": N_("Public key of the new key-holder, from themselves"),
    "share_button": N_("Copy the keys"),
    "shared": N_(
        "Copies for this public key. Give them to the organisers, in this order if there are several:"
    ),
    "answer": N_("Answer this person’s request for their data"),
    "answer_hint": N_(
        "A copy under article 15 of the GDPR, in a new folder: a page to print, the same for programs, and "
        "the person’s files; nothing of anybody else. Make sure that you give it to that person: the "
        "reference alone proves nothing."
    ),
    "answer_button": N_("Write the answer"),
    "told": N_("Withdrawals, erasures and corrections since the last dossier"),
    "told_page": N_("The same as a page (PDF)"),
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
