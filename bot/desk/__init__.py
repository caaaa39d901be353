"""The desk's page: a dossier in a browser on the key-holder's own machine, reached by nobody else."""
