"""The dossier: what one recipient's key-holders receive, built on the server and opened at a desk.

Building reads no name: sealed records go in as they are, encrypted to the recipient's own key. Opening
needs a key-holder's key, a file and nothing else.
"""
