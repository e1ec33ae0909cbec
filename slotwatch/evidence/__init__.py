"""The evidence: captures of what the sites answered, the sealed chain, stamps, attempts made by hand.

`gather` (in `dossier_data`) turns a motive's part of it into plain data for whoever prints it.  Nothing here is
needed to watch: the daemon imports `witness` alone, and the heavy libraries load inside the commands.
"""
