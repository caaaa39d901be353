"""The annex of complainants: the same rows drawn by Collectif and by other libraries, one after the other."""
