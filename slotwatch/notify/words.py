"""The words of every message, in French and English.  Short sentences: the owner may read French badly.

Placeholders in braces are filled by `texts`.  ``sms_…`` keys are for one SMS and stay short.
"""

from typing import Final

_FRENCH: Final = {
    # slots
    "open_title": "✅ Rendez-vous disponible : {motive}",
    "late_title": "✅ (en retard) Rendez-vous disponible : {motive}",
    "gone_title": "⌛ Places parues puis disparues : {motive}",
    "open_one": "Une place est visible pour « {motive} ».",
    "open_many": "{count} places sont visibles pour « {motive} ».",
    "gone_body": "Des places sont apparues puis ont disparu avant que ce message ait pu partir.",
    "gone_times": "Vues : {seen}.\nDisparues : {gone}.",
    "gone_after": "slotwatch continue de regarder.",
    "more": "+{count} autres",
    "more_one": "+1 autre",
    "in_all": "{total} places en tout sur la page.",
    "book": "Pour réserver, ouvrez vite cette page :",
    "page": "La page :",
    "site": "Site : {host}",
    "seen": "Vu : {moment}.",
    "late": "⚠ Message en retard : vu à {seen}, il est maintenant {now}. La place est peut-être déjà prise.",
    "late_other": "⚠ Message en retard : constaté à {seen}, il est maintenant {now}.",
    "since": "Depuis : {moment}. Nombre d'essais : {looks}.",
    "said": "Détail : {detail}",
    # trouble: what it means, what to do
    "captcha_title": "✋ À vous : le site veut une personne ({motive})",
    "captcha": "Le site montre un captcha (« je ne suis pas un robot »). slotwatch n'y répond jamais pour vous.",
    "captcha_do": "À faire : ouvrez la page et répondez au captcha.",
    "session_title": "✋ À vous : le site veut une personne ({motive})",
    "session": "Le site dit que la session est terminée et attend une personne.",
    "session_do": "À faire : ouvrez la page et recommencez la démarche.",
    "login_title": "✋ À vous : le site veut une personne ({motive})",
    "login": "Le site demande de se connecter. slotwatch ne se connecte jamais pour vous.",
    "login_do": "À faire : ouvrez la page et connectez-vous.",
    "not_open_title": "⛔ Cette page ne donne plus de rendez-vous : {motive}",
    "not_open": "La démarche est fermée, ou le lien est mort. Ce n'est pas un simple « pas de place ».",
    "not_open_do": (
        "À faire : ouvrez la page. Si elle est vide, cherchez le nouveau lien sur le site de la préfecture "
        "et mettez-le dans la configuration."
    ),
    "robots_title": "🤖 Le site demande aux robots de ne pas venir : {motive}",
    "robots": (
        "Le fichier robots.txt du site demande aux programmes de ne pas ouvrir cette page. slotwatch ne la "
        "regarde donc pas. Ce n'est pas un « non » : des places peuvent exister."
    ),
    "robots_do": (
        'À vous de décider : regardez vous-même, ou écrivez robots = "ignore" dans ce motif pour que slotwatch '
        "regarde quand même, sous votre responsabilité."
    ),
    "budget_title": "⏸️ Assez de requêtes pour aujourd'hui : {motive}",
    "budget": (
        "slotwatch a envoyé à ce site autant de requêtes qu'il s'en permet par jour. Il se repose jusqu'à "
        "minuit : d'ici là, il ne verra rien."
    ),
    "budget_do": (
        "Pour qu'il tienne la journée : un rythme plus lent (every), moins de motifs sur ce site, ou plus de "
        "requêtes (daily_requests dans [pace])."
    ),
    "blocked_title": "⛔ Le site nous refuse pour l'instant : {motive}",
    "blocked": "Le site refuse de répondre à slotwatch. Ce n'est pas un « non » : des places peuvent exister.",
    "blocked_do": "Rien à faire : slotwatch attend, puis réessaie tout seul. Vous pouvez regarder vous-même.",
    "asked_wait": (
        "Le site demande d'attendre {wait} : slotwatch obéit et ne regardera pas avant {until}. "
        "D'ici là, regardez vous-même."
    ),
    "unrecognised_title": "❓ La page a changé : {motive}",
    "unrecognised": "slotwatch ne reconnaît plus la page. Ce n'est pas une place, et ce n'est pas un « non ».",
    "unrecognised_do": "À faire : ouvrez la page et regardez. Si elle a changé, mettez slotwatch à jour.",
    "change_relabelled_title": "❓ Le choix a changé de nom : {motive}",
    "change_relabelled": (
        "Sur la page, ce que vous surveillez porte un autre nom. C'est peut-être autre chose : slotwatch ne "
        "devine pas. Ce n'est pas une place, et ce n'est pas un « non »."
    ),
    "change_relabelled_do": (
        "À faire : ouvrez la page. Si c'est bien votre démarche, mettez le nouveau nom dans la configuration."
    ),
    "change_vanished_title": "❓ Le choix n'est plus sur la page : {motive}",
    "change_vanished": (
        "Ce que vous surveillez n'est pas dans la liste du site. Ce n'est pas une place, et ce n'est pas "
        "un « non »."
    ),
    "change_vanished_do": (
        "À faire : ouvrez la page. Si votre démarche y porte un autre nom, mettez-le dans la configuration."
    ),
    "change_dead_link_title": "⛔ Le lien est mort : {motive}",
    "change_dead_link": "Le site dit que cette page n'existe pas. Ce n'est pas un simple « pas de place ».",
    "change_dead_link_do": (
        "À faire : cherchez le nouveau lien sur le site de la préfecture et mettez-le dans la configuration."
    ),
    "captured": "La page reçue est gardée dans ce fichier :\n{path}",
    "not_captured": "La page reçue n'a pas pu être gardée : {error}",
    "unreachable_title": "🔌 Pas de réponse du site : {motive}",
    "unreachable": "Le site ne répond pas, ou votre connexion Internet est coupée.",
    "unreachable_do": "À faire : vérifiez votre connexion. slotwatch réessaie tout seul.",
    "maintenance_title": "🔧 Site en panne ou surchargé : {motive}",
    "maintenance": "Le site dit qu'il est en panne, en maintenance ou surchargé. Ce n'est pas un « non ».",
    "maintenance_do": "Rien à faire : slotwatch réessaie toutes les quelques minutes.",
    "other_title": "⚠ slotwatch ne voit rien : {motive}",
    "other": "slotwatch n'obtient pas de réponse utile.",
    "other_do": "À faire : ouvrez la page et regardez.",
    # the others
    "left_title": "👍 On voit de nouveau : {motive}",
    "left": "slotwatch voit de nouveau la page. On ne voyait rien depuis : {moment}.",
    "left_after": "Entre-temps, des places ont pu paraître sans être vues.",
    "blind_title": "🙈 Aucune réponse depuis {hours} h : {motive}",
    "blind": (
        "slotwatch n'a obtenu aucune réponse depuis {hours} h (depuis : {moment}). Ce n'est pas un « non » : "
        "des places ont pu paraître sans être vues."
    ),
    "blind_do": "À faire : ouvrez la page et regardez vous-même.",
    "suspected_title": "🕳 Aucune place depuis {dry} : {motive}",
    "suspected": (
        "Le site répond « pas de place » depuis {dry} : {answers} fois de suite depuis {moment}. Avant, des "
        "places revenaient d'habitude au bout de {usual}. C'est peut-être vrai. Mais un site qui voit trop "
        "souvent le même visiteur lui donne parfois des réponses vides. Rien n'est sûr."
    ),
    "suspected_do": (
        "À faire : regardez la page vous-même, par une autre connexion (un téléphone sans le wifi). Si vous y "
        "voyez des places, faites regarder slotwatch moins souvent : augmentez « every » dans la configuration."
    ),
    "days": "{count} jours",
    "let_in_do": (
        "À faire, sur la machine où tourne slotwatch :\nslotwatch session open {motive}\n"
        "L'image du site s'affiche, vous tapez ce que vous lisez, et slotwatch reprend."
    ),
    "ending_title": "⏳ La session va finir : {motive}",
    "ending": "Votre session sur ce site date du : {moment}. D'habitude, elle finit au bout de {usual}.",
    "ending_do": (
        "À faire, pour ne rien manquer, sur la machine où tourne slotwatch :\nslotwatch session open {motive}"
    ),
    "ended_title": "✋ À vous : la session est finie ({motive})",
    "ended": (
        "Votre session sur ce site est finie : le site veut de nouveau une personne. Jusque-là, slotwatch ne "
        "voit plus rien. Elle datait du : {moment}."
    ),
    "vanished_title": "Places disparues : {motive}",
    "vanished": "Ces places ne sont plus visibles :",
    "test_title": "🧪 Message d'essai de slotwatch",
    "test": "Si vous lisez ceci, ce canal fonctionne. Une alerte prendra le même chemin.",
    "noticed_title": "⚠ slotwatch : à savoir",
    "database-moved-aside": (
        "La base de données était abîmée. Elle a été mise de côté, pas effacée. slotwatch repart avec une base "
        "neuve ; les alertes continuent. À faire : gardez l'ancien fichier si vous voulez un dossier."
    ),
    "store-failing": (
        "slotwatch n'arrive plus à écrire sur le disque. Les alertes continuent, mais l'historique a des trous. "
        "À faire : vérifiez la place libre et les droits du dossier."
    ),
    "clock-jump": (
        "L'horloge de cette machine a sauté. Les heures notées avant et après ne se suivent pas. "
        "À faire : vérifiez que l'heure est réglée par Internet (NTP)."
    ),
    "captures-stopped": (
        "Il reste trop peu de place sur le disque : slotwatch ne garde plus les pages comme preuves. Chaque "
        "passage reste noté et scellé ; les alertes continuent. À faire : libérez de la place."
    ),
    "captures-failing": (
        "slotwatch n'arrive pas à garder les pages comme preuves. Chaque passage reste noté et scellé ; les "
        "alertes continuent. À faire : vérifiez la place libre et les droits du dossier."
    ),
    "stamp-failing": (
        "L'horodatage quotidien des preuves ne se fait plus depuis un jour. Les preuves restent scellées ; "
        "slotwatch réessaie chaque heure. À faire : lancez « slotwatch evidence stamp » et lisez ce qu'il "
        "dit."
    ),
    "try-by-hand": (
        "Preuves : essayez aussi vous-même. Un juge accorde plus de poids à vos propres essais, faits "
        "d'autres semaines et à d'autres heures. À faire maintenant : ouvrez la page, faites une capture "
        "d'écran où l'on voit l'adresse, la date et l'heure, puis : slotwatch attest MOTIF --kind attempt "
        "--result none --file CAPTURE"
    ),
    "week_title": "☑ slotwatch : tout va bien, la semaine en chiffres",
    "week": "slotwatch veille toujours. Du {since} au {until} :",
    "week_of": (
        "• {name} : {looks} passages, {answered} réponses, dont avec une place : {share} ; "
        "places vues : {slots} ; plus long trou : {hole}"
    ),
    "week_after": "Si ce message ne vient plus, slotwatch ne tourne plus.",
    "decimal": ",",
    "ping-failing": (
        "Le signal de vie vers votre service de surveillance (ping_url) n'arrive plus depuis un jour. Les alertes "
        "continuent. À faire : vérifiez l'adresse et le service."
    ),
    "clock-unset": (
        "L'horloge de cette machine n'est pas réglée. slotwatch regarde quand même, mais les heures notées sont "
        "fausses. À faire : vérifiez la connexion et l'heure par Internet (NTP)."
    ),
    "offline": (
        "Aucun des sites ne répond : c'est sans doute votre connexion, pas les sites. Rien ne leur est compté, et "
        "slotwatch regarde de nouveau partout dès que l'un d'eux répond. À faire : vérifiez votre box."
    ),
    "online": (
        "La connexion est revenue ; slotwatch regarde de nouveau partout. Pendant la coupure il ne voyait rien : "
        "des places ont pu paraître et disparaître."
    ),
    "captive-portal": (
        "Le réseau de cette machine mène à une autre page que celle des sites : un portail de connexion, sans "
        "doute. slotwatch ne voit rien d'ici là. À faire : connectez-vous à ce réseau, ou prenez-en un autre."
    ),
    "clock-wrong": (
        "Les certificats de tous les sites paraissent périmés ou pas encore valables : l'horloge de cette machine "
        "est sans doute fausse. slotwatch ne voit rien d'ici là. À faire : réglez l'heure par Internet (NTP)."
    ),
    "noticed_other": "slotwatch signale : {what}.",
    # one SMS
    "sms_open": "RDV dispo {slot} {more} {motive}. Vu {seen}",
    "sms_late": "RDV dispo (en retard: vu {seen}, il est {now}) {slot} {more} {motive}",
    "sms_gone": "RDV apparu puis disparu: {motive}. Vu {seen}, disparu {gone}",
    "sms_captcha": "Captcha: ouvrez la page et répondez. {motive}",
    "sms_session": "Session finie: ouvrez la page. {motive}",
    "sms_login": "Connexion demandée: ouvrez la page. {motive}",
    "sms_not_open": "Lien mort ou démarche fermee: {motive}",
    "sms_robots": "robots.txt du site interdit, slotwatch ne regarde pas: {motive}",
    "sms_budget": "Assez de requetes aujourd'hui, repos jusqu'a minuit: {motive}",
    "sms_blocked": "Site refuse, slotwatch attend: {motive}",
    "sms_blocked_wait": "Site refuse, attente {wait}: {motive}",
    "sms_unrecognised": "La page a changé (pas une place): {motive}",
    "sms_change_relabelled": "Le choix a changé de nom sur la page: {motive}",
    "sms_change_vanished": "Le choix n'est plus sur la page: {motive}",
    "sms_change_dead_link": "Lien mort: {motive}",
    "sms_suspected": "Aucune place depuis {dry}: regardez par une autre connexion. {motive}",
    "sms_unreachable": "Pas de réponse du site: {motive}",
    "sms_maintenance": "Site en panne: {motive}",
    "sms_maintenance_wait": "Site en panne, attente {wait}: {motive}",
    "sms_other": "slotwatch ne voit rien: {motive}",
    "sms_left": "On voit de nouveau: {motive}",
    "sms_blind": "Aucune réponse depuis {hours} h: {motive}",
    "sms_let_in": "Le site veut une personne: slotwatch session open {motive}",
    "sms_ending": "Session bientôt finie: slotwatch session open {motive}",
    "sms_ended": "Session finie: slotwatch session open {motive}",
    "sms_vanished": "Places disparues: {motive}",
    "sms_test": "slotwatch: message d'essai, ce canal fonctionne.",
    "sms_database-moved-aside": "slotwatch: base de données abîmée, mise de côté. Les alertes continuent.",
    "sms_store-failing": "slotwatch: écriture impossible sur le disque. Les alertes continuent.",
    "sms_clock-jump": "slotwatch: l'horloge de la machine a sauté. Vérifiez l'heure.",
    "sms_captures-stopped": "slotwatch: disque presque plein, les pages ne sont plus gardées. Alertes maintenues.",
    "sms_captures-failing": "slotwatch: impossible de garder les pages. Les alertes continuent.",
    "sms_stamp-failing": "slotwatch: l'horodatage des preuves échoue depuis un jour.",
    "sms_try-by-hand": "slotwatch: essayez aussi vous-même, et gardez une capture (slotwatch attest).",
    "sms_week": "slotwatch va bien. Cette semaine: {looks} passages, {slots} places vues.",
    "sms_ping-failing": "slotwatch: le signal de vie (ping_url) n'arrive plus depuis un jour.",
    "sms_clock-unset": "slotwatch: l'horloge n'est pas réglée, les heures notées sont fausses.",
    "sms_offline": "slotwatch: aucun site ne répond, sans doute votre connexion. Vérifiez votre box.",
    "sms_online": "slotwatch: connexion revenue, on regarde de nouveau partout.",
    "sms_captive-portal": "slotwatch: le réseau demande une connexion (portail). Rien n'est vu d'ici la.",
    "sms_clock-wrong": "slotwatch: horloge sans doute fausse, aucun site accessible. Réglez l'heure.",
    "sms_noticed_other": "slotwatch signale: {what}",
}

_ENGLISH: Final = {
    "open_title": "✅ Appointment available: {motive}",
    "late_title": "✅ (late) Appointment available: {motive}",
    "gone_title": "⌛ Slots came and went: {motive}",
    "open_one": "One slot is on offer for “{motive}”.",
    "open_many": "{count} slots are on offer for “{motive}”.",
    "gone_body": "Slots appeared and were gone again before this message could be sent.",
    "gone_times": "Seen: {seen}.\nGone: {gone}.",
    "gone_after": "slotwatch goes on watching.",
    "more": "+{count} more",
    "more_one": "+1 more",
    "in_all": "{total} slots in all on the page.",
    "book": "To book, open this page quickly:",
    "page": "The page:",
    "site": "Site: {host}",
    "seen": "Seen: {moment}.",
    "late": "⚠ This message is late: seen at {seen}, it is now {now}. The slot may be taken already.",
    "late_other": "⚠ This message is late: noticed at {seen}, it is now {now}.",
    "since": "Since: {moment}. Number of tries: {looks}.",
    "said": "Detail: {detail}",
    "captcha_title": "✋ Your turn: the site wants a person ({motive})",
    "captcha": "The site shows a captcha (“I am not a robot”). slotwatch never answers it for you.",
    "captcha_do": "To do: open the page and answer the captcha.",
    "session_title": "✋ Your turn: the site wants a person ({motive})",
    "session": "The site says that the session is over and waits for a person.",
    "session_do": "To do: open the page and start again.",
    "login_title": "✋ Your turn: the site wants a person ({motive})",
    "login": "The site asks for a login. slotwatch never logs in for you.",
    "login_do": "To do: open the page and log in.",
    "not_open_title": "⛔ This page gives no appointments any more: {motive}",
    "not_open": "The procedure is closed, or the link is dead. This is not a simple “no slot”.",
    "not_open_do": (
        "To do: open the page. If it is empty, look for the new link on the prefecture's site "
        "and put it into the configuration."
    ),
    "robots_title": "🤖 The site asks robots to stay away: {motive}",
    "robots": (
        "The site's robots.txt asks programs not to open this page, so slotwatch does not look at it. This is "
        "not a “no”: there may be slots."
    ),
    "robots_do": (
        'It is for you to decide: look yourself, or write robots = "ignore" in this motive to have slotwatch '
        "look all the same, on your responsibility."
    ),
    "budget_title": "⏸️ Enough requests for today: {motive}",
    "budget": (
        "slotwatch has sent this site as many requests as it allows itself in a day. It rests until midnight "
        "and will see nothing until then."
    ),
    "budget_do": (
        "To make it last the day: a slower pace (every), fewer motives on this site, or more requests "
        "(daily_requests in [pace])."
    ),
    "blocked_title": "⛔ The site refuses us for now: {motive}",
    "blocked": "The site refuses to answer slotwatch. This is not a “no”: there may be slots.",
    "blocked_do": "Nothing to do: slotwatch waits and tries again by itself. You can look yourself.",
    "asked_wait": (
        "The site asks to wait {wait}: slotwatch obeys and will not look before {until}. "
        "Until then, look yourself."
    ),
    "unrecognised_title": "❓ The page has changed: {motive}",
    "unrecognised": "slotwatch does not know the page any more. This is not a slot, and it is not a “no”.",
    "unrecognised_do": "To do: open the page and look. If it has changed, update slotwatch.",
    "change_relabelled_title": "❓ The choice has another name: {motive}",
    "change_relabelled": (
        "On the page, what you watch has another name. It may be something else: slotwatch does not guess. "
        "This is not a slot, and it is not a “no”."
    ),
    "change_relabelled_do": (
        "To do: open the page. If it is still your procedure, put the new name into the configuration."
    ),
    "change_vanished_title": "❓ The choice is not on the page: {motive}",
    "change_vanished": "What you watch is not on the site's list. This is not a slot, and it is not a “no”.",
    "change_vanished_do": (
        "To do: open the page. If your procedure has another name there, put it into the configuration."
    ),
    "change_dead_link_title": "⛔ The link is dead: {motive}",
    "change_dead_link": "The site says that there is no such page. This is not a simple “no slot”.",
    "change_dead_link_do": (
        "To do: look for the new link on the prefecture's site and put it into the configuration."
    ),
    "captured": "The page that came is kept in this file:\n{path}",
    "not_captured": "The page that came could not be kept: {error}",
    "unreachable_title": "🔌 No answer from the site: {motive}",
    "unreachable": "The site does not answer, or your internet connection is down.",
    "unreachable_do": "To do: check your connection. slotwatch tries again by itself.",
    "maintenance_title": "🔧 The site is down or overloaded: {motive}",
    "maintenance": "The site says that it is down, under maintenance or overloaded. This is not a “no”.",
    "maintenance_do": "Nothing to do: slotwatch tries again every few minutes.",
    "other_title": "⚠ slotwatch sees nothing: {motive}",
    "other": "slotwatch gets no useful answer.",
    "other_do": "To do: open the page and look.",
    "left_title": "👍 We can see again: {motive}",
    "left": "slotwatch can see the page again. It saw nothing since: {moment}.",
    "left_after": "In between, slots may have appeared unseen.",
    "blind_title": "🙈 No answer for {hours} h: {motive}",
    "blind": (
        "slotwatch has had no answer for {hours} h (since: {moment}). This is not a “no”: "
        "slots may have appeared unseen."
    ),
    "blind_do": "To do: open the page and look yourself.",
    "suspected_title": "🕳 No slot for {dry}: {motive}",
    "suspected": (
        "The site has said “no slot” for {dry}: {answers} times in a row since {moment}. Before, slots usually "
        "came back after {usual}. It may be true. But a site that sees the same visitor too often sometimes gives "
        "them empty answers. Nothing is certain."
    ),
    "suspected_do": (
        "To do: look at the page yourself, from another connection (a phone without the wifi). If you see slots "
        "there, let slotwatch look less often: make “every” longer in the configuration."
    ),
    "days": "{count} days",
    "let_in_do": (
        "To do, on the machine where slotwatch runs:\nslotwatch session open {motive}\n"
        "The site's picture is shown, you type what you read, and slotwatch goes on."
    ),
    "ending_title": "⏳ The session will end soon: {motive}",
    "ending": "Your session on this site dates from: {moment}. It usually ends after {usual}.",
    "ending_do": (
        "To do, so that nothing is missed, on the machine where slotwatch runs:\nslotwatch session open {motive}"
    ),
    "ended_title": "✋ Your turn: the session is over ({motive})",
    "ended": (
        "Your session on this site is over: the site wants a person again. Until then slotwatch "
        "sees nothing. It dated from: {moment}."
    ),
    "vanished_title": "Slots gone: {motive}",
    "vanished": "These slots are not on offer any more:",
    "test_title": "🧪 Test message from slotwatch",
    "test": "If you read this, this channel works. An alert will take the same road.",
    "noticed_title": "⚠ slotwatch: please note",
    "database-moved-aside": (
        "The database was damaged. It was moved aside, not deleted. slotwatch goes on with a new one, "
        "and so do the alerts. To do: keep the old file if you want a dossier."
    ),
    "store-failing": (
        "slotwatch can no longer write to the disk. Alerts go on, but the history has holes. "
        "To do: check the free space and the rights of the folder."
    ),
    "clock-jump": (
        "The clock of this machine jumped. Times noted before and after do not follow each other. "
        "To do: check that the time is set over the internet (NTP)."
    ),
    "captures-stopped": (
        "Too little room is left on the disk: slotwatch no longer keeps pages as evidence. Every look is "
        "still written down and sealed; alerts go on. To do: free some space."
    ),
    "captures-failing": (
        "slotwatch cannot keep pages as evidence. Every look is still written down and sealed; alerts go "
        "on. To do: look at the free space and at the folder's permissions."
    ),
    "stamp-failing": (
        "The daily stamp of the evidence has failed for a day. The evidence stays sealed; slotwatch tries "
        "again every hour. To do: run `slotwatch evidence stamp` and read what it says."
    ),
    "try-by-hand": (
        "Evidence: try by hand too. A judge gives more weight to your own attempts, made in other weeks and "
        "at other hours. To do now: open the page, take a screenshot that shows the address, the date and "
        "the time, then: slotwatch attest MOTIVE --kind attempt --result none --file SCREENSHOT"
    ),
    "week_title": "☑ slotwatch: all is well, the week in figures",
    "week": "slotwatch is still watching. From {since} to {until}:",
    "week_of": (
        "• {name}: {looks} looks, {answered} answers, of which with a slot: {share}; slots seen: {slots}; "
        "longest hole: {hole}"
    ),
    "week_after": "When this message no longer comes, slotwatch no longer runs.",
    "decimal": ".",
    "ping-failing": (
        "The sign of life to your monitoring service (ping_url) has not arrived for a day. Alerts go on. "
        "To do: check the address and the service."
    ),
    "clock-unset": (
        "The clock of this machine is not set. slotwatch looks all the same, but the times it writes down are "
        "wrong. To do: check the connection, and that the time is set over the internet (NTP)."
    ),
    "offline": (
        "None of the sites answers: it is probably your connection, not the sites. Nothing is counted against "
        "them, and slotwatch looks everywhere again as soon as one answers. To do: check your router."
    ),
    "online": (
        "The connection is back; slotwatch looks everywhere again. While it was gone slotwatch saw nothing: slots "
        "may have come and gone."
    ),
    "captive-portal": (
        "The network of this machine leads to another page than the sites' own: probably a login portal. Until "
        "then slotwatch sees nothing. To do: log in to that network, or take another one."
    ),
    "clock-wrong": (
        "The certificates of all sites seem expired or not yet valid: the clock of this machine is probably "
        "wrong. Until then slotwatch sees nothing. To do: set the time over the internet (NTP)."
    ),
    "noticed_other": "slotwatch reports: {what}.",
    "sms_open": "Slot open {slot} {more} {motive}. Seen {seen}",
    "sms_late": "Slot open (late: seen {seen}, now {now}) {slot} {more} {motive}",
    "sms_gone": "Slot came and went: {motive}. Seen {seen}, gone {gone}",
    "sms_captcha": "Captcha: open the page and answer it. {motive}",
    "sms_session": "Session over: open the page. {motive}",
    "sms_login": "Login wanted: open the page. {motive}",
    "sms_not_open": "Dead link or closed procedure: {motive}",
    "sms_robots": "Site's robots.txt forbids, slotwatch does not look: {motive}",
    "sms_budget": "Enough requests today, resting until midnight: {motive}",
    "sms_blocked": "Site refuses, slotwatch waits: {motive}",
    "sms_blocked_wait": "Site refuses, waiting {wait}: {motive}",
    "sms_unrecognised": "The page has changed (not a slot): {motive}",
    "sms_change_relabelled": "The choice has another name on the page: {motive}",
    "sms_change_vanished": "The choice is not on the page any more: {motive}",
    "sms_change_dead_link": "Dead link: {motive}",
    "sms_suspected": "No slot for {dry}: look from another connection. {motive}",
    "sms_unreachable": "No answer from the site: {motive}",
    "sms_maintenance": "Site is down: {motive}",
    "sms_maintenance_wait": "Site is down, waiting {wait}: {motive}",
    "sms_other": "slotwatch sees nothing: {motive}",
    "sms_left": "We can see again: {motive}",
    "sms_blind": "No answer for {hours} h: {motive}",
    "sms_let_in": "The site wants a person: slotwatch session open {motive}",
    "sms_ending": "Session ends soon: slotwatch session open {motive}",
    "sms_ended": "Session over: slotwatch session open {motive}",
    "sms_vanished": "Slots gone: {motive}",
    "sms_test": "slotwatch: test message, this channel works.",
    "sms_database-moved-aside": "slotwatch: database damaged, moved aside. Alerts go on.",
    "sms_store-failing": "slotwatch: cannot write to the disk. Alerts go on.",
    "sms_clock-jump": "slotwatch: the machine's clock jumped. Check the time.",
    "sms_captures-stopped": "slotwatch: disk nearly full, pages are no longer kept. Alerts go on.",
    "sms_captures-failing": "slotwatch: pages cannot be kept. Alerts go on.",
    "sms_stamp-failing": "slotwatch: the evidence has not been stamped for a day.",
    "sms_try-by-hand": "slotwatch: try by hand too, and keep a screenshot (slotwatch attest).",
    "sms_week": "slotwatch is well. This week: {looks} looks, {slots} slots seen.",
    "sms_ping-failing": "slotwatch: the sign of life (ping_url) has not arrived for a day.",
    "sms_clock-unset": "slotwatch: the clock is not set, the times written down are wrong.",
    "sms_offline": "slotwatch: no site answers, probably your connection. Check your router.",
    "sms_online": "slotwatch: connection back, looking everywhere again.",
    "sms_captive-portal": "slotwatch: the network wants a login (portal). Nothing is seen until then.",
    "sms_clock-wrong": "slotwatch: clock probably wrong, no site can be reached. Set the time.",
    "sms_noticed_other": "slotwatch reports: {what}",
}

#: By language, then by key; both languages have the same keys and placeholders.
WORDS: Final = {"fr": _FRENCH, "en": _ENGLISH}

#: What `Noticed.what` may say; any other code is told by its own name.
NOTICES: Final = (
    "database-moved-aside",
    "store-failing",
    "clock-jump",
    "clock-unset",
    "ping-failing",
    "offline",
    "online",
    "captive-portal",
    "clock-wrong",
    "captures-stopped",
    "captures-failing",
    "stamp-failing",
    "try-by-hand",
)
