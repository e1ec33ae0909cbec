"""The dossier: everything known of one motive in a period, as the files that a lawyer hands in with Télérecours.

`build.build` makes the pack from a `DossierData`, `readiness.rules` says what it still lacks.  What was seen,
missed or failed is printed as it is; no switch leaves anything out.  The PDF library loads with `build` alone.
"""
