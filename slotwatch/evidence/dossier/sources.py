"""Where the rules of a dossier come from, and how sure that is."""

from enum import Enum


class Source(Enum):
    """A source, with its certainty, in French and English.  Most decisions were read through law journals."""

    SAME_WEEK = (
        (
            "Conseil d’État, 10 juin 2020, n° 435594 : plusieurs tentatives, pas dans la même semaine "
            "(certitude : haute)"
        ),
        "Conseil d'État, 10 June 2020, no. 435594: several attempts, not in the same week (certainty: high)",
    )
    CAPTURES = (
        (
            "CE n° 435594 : quatre captures en six jours refusées ; CE, 21 avril 2021, n° 448178 : 228 captures "
            "anonymes sur quatre mois acceptées ; adresse, date, heure et phrase : conseil des associations "
            "(certitude : haute)"
        ),
        (
            "CE no. 435594: four captures within six days refused; CE, 21 April 2021, no. 448178: 228 anonymous "
            "captures over four months accepted; address, date, time and sentence: advice of associations "
            "(certainty: high)"
        ),
    )
    THREE_WEEKS = (
        (
            "Deux tribunaux administratifs : au moins trois semaines de captures et un courriel à la préfecture "
            "(certitude : moyenne)"
        ),
        (
            "Two administrative courts: at least three weeks of captures and an e-mail to the prefecture "
            "(certainty: medium)"
        ),
    )
    THREE_MONTHS = (
        (
            "Presse : des magistrats demandent trois mois de captures ; pratique prudente, pas une règle trouvée "
            "ailleurs (certitude : moyenne)"
        ),
        (
            "Press: magistrates ask for three months of captures; prudent practice, no rule found elsewhere "
            "(certainty: medium)"
        ),
    )
    NO_NUMBER = (
        (
            "Aucun nombre de jours ou de captures n’est fixé ; comptent les jours, les heures variées et la durée "
            "(certitude : moyenne à haute)"
        ),
        "No number of days or captures is fixed; days, varied hours and length count (certainty: medium to high)",
    )
    HONESTY = (
        (
            "La preuve incombe à la personne ; un trou ou une place cachés ruineraient le reste (charge de la "
            "preuve : certitude haute)"
        ),
        (
            "The burden of proof is on the applicant; a hidden hole or slot would ruin the rest (burden of proof: "
            "certainty high)"
        ),
    )
    ROBOT = (
        (
            "Captures par logiciel : aucune décision administrative trouvée ; un juge civil a écarté celles d’un "
            "prestataire dont l’auteur et le procédé n’étaient pas décrits (certitude : moyenne)"
        ),
        (
            "Captures by a program: no administrative decision found; a civil court set aside a contractor's "
            "whose author and procedure were not described (certainty: medium)"
        ),
    )
    DATED = (
        "Sans date ni heure sûres, une capture ne vaut rien : conseil des associations (certitude : haute)",
        "Without a sound date and time a capture is worthless: advice of associations (certainty: high)",
    )
    STAMP = (
        "Un horodatage prouve que la ligne existait alors, pas que la page disait vrai ; aucun texte ne l’exige",
        "A stamp proves that the line existed then, not that the page was true; no text asks for one",
    )

    def words(self, language: str) -> str:
        """The source in French ("fr") or English."""
        french, english = self.value
        return str(french if language == "fr" else english)
