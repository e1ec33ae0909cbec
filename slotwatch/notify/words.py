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
    "noticed_other": "slotwatch signale : {what}.",
    # one SMS
    "sms_open": "RDV dispo {slot} {more} {motive}. Vu {seen}",
    "sms_late": "RDV dispo (en retard: vu {seen}, il est {now}) {slot} {more} {motive}",
    "sms_gone": "RDV apparu puis disparu: {motive}. Vu {seen}, disparu {gone}",
    "sms_captcha": "Captcha: ouvrez la page et répondez. {motive}",
    "sms_session": "Session finie: ouvrez la page. {motive}",
    "sms_login": "Connexion demandée: ouvrez la page. {motive}",
    "sms_not_open": "Lien mort ou démarche fermee: {motive}",
    "sms_blocked": "Site refuse, slotwatch attend: {motive}",
    "sms_blocked_wait": "Site refuse, attente {wait}: {motive}",
    "sms_unrecognised": "La page a changé (pas une place): {motive}",
    "sms_unreachable": "Pas de réponse du site: {motive}",
    "sms_maintenance": "Site en panne: {motive}",
    "sms_maintenance_wait": "Site en panne, attente {wait}: {motive}",
    "sms_other": "slotwatch ne voit rien: {motive}",
    "sms_left": "On voit de nouveau: {motive}",
    "sms_blind": "Aucune réponse depuis {hours} h: {motive}",
    "sms_vanished": "Places disparues: {motive}",
    "sms_test": "slotwatch: message d'essai, ce canal fonctionne.",
    "sms_database-moved-aside": "slotwatch: base de données abîmée, mise de côté. Les alertes continuent.",
    "sms_store-failing": "slotwatch: écriture impossible sur le disque. Les alertes continuent.",
    "sms_clock-jump": "slotwatch: l'horloge de la machine a sauté. Vérifiez l'heure.",
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
    "noticed_other": "slotwatch reports: {what}.",
    "sms_open": "Slot open {slot} {more} {motive}. Seen {seen}",
    "sms_late": "Slot open (late: seen {seen}, now {now}) {slot} {more} {motive}",
    "sms_gone": "Slot came and went: {motive}. Seen {seen}, gone {gone}",
    "sms_captcha": "Captcha: open the page and answer it. {motive}",
    "sms_session": "Session over: open the page. {motive}",
    "sms_login": "Login wanted: open the page. {motive}",
    "sms_not_open": "Dead link or closed procedure: {motive}",
    "sms_blocked": "Site refuses, slotwatch waits: {motive}",
    "sms_blocked_wait": "Site refuses, waiting {wait}: {motive}",
    "sms_unrecognised": "The page has changed (not a slot): {motive}",
    "sms_unreachable": "No answer from the site: {motive}",
    "sms_maintenance": "Site is down: {motive}",
    "sms_maintenance_wait": "Site is down, waiting {wait}: {motive}",
    "sms_other": "slotwatch sees nothing: {motive}",
    "sms_left": "We can see again: {motive}",
    "sms_blind": "No answer for {hours} h: {motive}",
    "sms_vanished": "Slots gone: {motive}",
    "sms_test": "slotwatch: test message, this channel works.",
    "sms_database-moved-aside": "slotwatch: database damaged, moved aside. Alerts go on.",
    "sms_store-failing": "slotwatch: cannot write to the disk. Alerts go on.",
    "sms_clock-jump": "slotwatch: the machine's clock jumped. Check the time.",
    "sms_noticed_other": "slotwatch reports: {what}",
}

#: By language, then by key; both languages have the same keys and placeholders.
WORDS: Final = {"fr": _FRENCH, "en": _ENGLISH}

#: What `Noticed.what` may say; any other code is told by its own name.
NOTICES: Final = ("database-moved-aside", "store-failing", "clock-jump")
