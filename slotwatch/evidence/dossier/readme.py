"""The plain-text notes of a pack: the inventory, and how anyone checks the hashes."""

from collections.abc import Sequence

from slotwatch.evidence.data import DossierData
from slotwatch.evidence.dossier import dates
from slotwatch.evidence.dossier.cover import Piece
from slotwatch.evidence.dossier.masking import Masking
from slotwatch.evidence.dossier.proofs import CHAIN, FOLDER, PAGES, STAMPS, TABLE
from slotwatch.evidence.dossier.timeline import last_day

INVENTORY, NOTE, SUMS = "00_inventaire.txt", "LISEZMOI_verification.txt", "SHA256SUMS"


def inventory(data: DossierData, masking: Masking, pieces: Sequence[Piece]) -> str:
    """The inventory for Télérecours (CJA art. R. 414-5), one piece a line."""
    first = data.since.astimezone(data.motive.timezone).date()
    lines = [
        "INVENTAIRE DES PIÈCES",
        "",
        f"Motif : {masking.note(data.motive.name)}",
        f"Site : {masking.url(data.motive.url)}",
        f"Période : du {dates.day(first)} au {dates.day(last_day(data))}",
        "",
    ]
    for piece in pieces:
        pages = "" if piece.pages is None else f" ({piece.pages} page{'s' if piece.pages > 1 else ''})"
        lines.append(f"{piece.number:02d}  {piece.name}  –  {piece.title}{pages}")
    lines += [
        "",
        f"Le dossier {FOLDER} et les fichiers {SUMS} et {NOTE} ne sont pas des pièces :",
        "ils servent à contrôler les empreintes et peuvent être remis à un expert.",
        "",
    ]
    return "\n".join(lines).replace("\u00a0", " ")


def note(data: DossierData) -> str:
    """How anyone checks the pack with `sha256sum`, `unzip`, `gzip` and `openssl`."""
    stamp = data.stamps[-1] if data.stamps else None
    parts = [_FILES, _PAGES, _CHAIN]
    if stamp is not None:
        parts.append(_STAMPS.format(number=f"{stamp.number:09d}", head=stamp.head))
    parts.append(_MEANING)
    return "\n".join(parts)


_FILES = f"""COMMENT VÉRIFIER CE DOSSIER

Il suffit d'un ordinateur sous Linux ou macOS, ou de Windows avec WSL : aucune
commande ci-dessous n'appartient à slotwatch. Ouvrez un terminal dans ce dossier.

1. LES FICHIERS SONT-ILS CEUX QUI ONT ÉTÉ REMIS ?

    sha256sum -c {SUMS}

Chaque ligne doit se terminer par « OK » (« Réussi » en français). Sous macOS :
    shasum -a 256 -c {SUMS}
"""

_PAGES = f"""2. LES PAGES BRUTES SONT-ELLES CELLES QUI ONT ÉTÉ SCELLÉES ?

    unzip {FOLDER}/{PAGES} -d pages
    cd pages && sha256sum *

L'empreinte affichée doit être le nom du fichier, et c'est elle qu'indiquent la
chronologie et les captures. Si des secrets ont été effacés d'une page, la capture
donne les deux empreintes : avant et après.
"""

_CHAIN = f"""3. LA CHAÎNE EST-ELLE INTACTE ?

    gzip -dc {FOLDER}/{CHAIN} > chaine.jsonl
    sed -n 2p chaine.jsonl | tr -d '\\n' | sha256sum

L'empreinte de la ligne 2 doit se trouver dans la ligne 3, sous « previous », et ainsi
de suite. Une ligne « kept_back » tient la place d'une entrée qui n'est pas jointe
(autre motif, mots de la personne) : sa valeur « hash » doit être le « previous » de la
suivante. Pour contrôler toute la chaîne :

    prev=""; while IFS= read -r l; do
      case "$l" in
        *'"kept_back": true'*) h=$(printf %s "$l" | sed 's/.*"hash": "\\([0-9a-f]*\\)".*/\\1/') ;;
        *) p=$(printf %s "$l" | sed 's/.*"previous":"\\([0-9a-f]*\\)"}}$/\\1/')
           [ -z "$prev" ] || [ "$p" = "$prev" ] || echo "RUPTURE : $l"
           h=$(printf %s "$l" | sha256sum | cut -d' ' -f1) ;;
      esac; prev=$h; done < chaine.jsonl; echo "dernière empreinte : $prev"

La dernière empreinte doit être celle de la pièce « Intégrité ». Le tableau
{FOLDER}/{TABLE} donne pour chaque relevé son sceau, c'est-à-dire l'empreinte de
sa ligne.
"""

_STAMPS = f"""4. L'HORODATAGE EST-IL VALABLE ?

Chaque jeton de {FOLDER}/{STAMPS} est la réponse d'une autorité (RFC 3161). Pour le lire :

    openssl ts -reply -text -in {FOLDER}/{STAMPS}/entree-{{number}}.tsr

Pour le vérifier, avec le certificat de l'autorité (autorite.pem, à demander à celle-ci
ou à prendre sur son site), et l'empreinte que donne la pièce « Intégrité » :

    openssl ts -verify -in {FOLDER}/{STAMPS}/entree-{{number}}.tsr \\
      -digest {{head}} \\
      -CAfile autorite.pem

La réponse doit être « Verification: OK ».
"""

_MEANING = """CE QUE CELA PROUVE

Que ces fichiers existaient, dans cet état, à la date dite ; non que la page disait vrai.
Sans horodatage, la date repose sur l'horloge de l'ordinateur (voir la note de méthode).

Ce dossier ne constitue pas un avis juridique.
"""
