"""Words of the orders' alarms, of the shop's pace and of the settings about both."""

TEXTS: dict[str, tuple[str, str]] = {
    "news.seen": ("Vu", "Seen"),
    "news.new": (
        "Nouvelle commande {number} ({customer}), pour {moment}.",
        "New order {number} from {customer}, for {moment}.",
    ),
    "news.changed": (
        "Commande {number} ({customer}) modifiée : {what}.",
        "Order {number} from {customer} has changed: {what}.",
    ),
    "news.changed_waiting": (
        "Commande {number} ({customer}), pour {moment}, attend toujours d'être acceptée.",
        "Order {number} from {customer}, for {moment}, still waits to be accepted.",
    ),
    "news.cancelled": (
        "Commande {number} ({customer}) annulée : ne la préparez plus.",
        "Order {number} from {customer} is cancelled: stop preparing it.",
    ),
    "news.cancelled_empty": (
        (
            "Commande {number} ({customer}) annulée, tout y manque : remettez en rayon ce qui est prêt. "
            "Le client est prévenu."
        ),
        (
            "Order {number} from {customer} is cancelled, all of it is missing: put back what was packed. "
            "The customer is told."
        ),
    ),
    "news.cancelled_uncollected": (
        "Commande {number} ({customer}) pas retirée à temps : remettez-la en rayon.",
        "Order {number} from {customer} not collected in time: put it back on the shelf.",
    ),
    "news.cancelled_rest": (
        "Reste de la commande {number} ({customer}) pas retiré à temps : remettez-le en rayon.",
        "The rest of order {number} from {customer} was not collected in time: put it back on the shelf.",
    ),
    "news.cancelled_unanswered": (
        (
            "Commande {number} ({customer}) annulée, votre réponse n'est pas arrivée à temps : "
            "remettez en rayon ce qui est prêt."
        ),
        (
            "Order {number} from {customer} is cancelled, your answer did not come in time: "
            "put back what was packed."
        ),
    ),
    "news.cancelled_refused": (
        "Commande {number} ({customer}) refusée à une autre caisse : remettez en rayon ce qui est prêt.",
        "Order {number} from {customer} was refused at another till: put back what was packed.",
    ),
    "news.several": ("{n} à voir ·", "{n} to see ·"),
    "news.what_answer": ("réponse du client", "the customer's answer"),
    "news.what_promise": ("heure prévue", "time it is due"),
    "news.what_lines": ("articles", "items"),
    "news.what_note": ("message du client", "the customer's message"),
    "news.what_mode": ("mode de remise", "way of handing over"),
    "news.what_empty": (
        "chaque article est noté manquant, elle n'est plus prête",
        "each item is marked missing, it is no longer ready",
    ),
    "news.what_waiting": ("toujours pas acceptée", "still not accepted"),
    "news.what_relay": (
        "le point relais ne l'a pas gardée, elle revient",
        "the relay did not keep it, it comes back",
    ),
    "news.what_kept": (
        "votre refus ou annulation est arrivé trop tard, elle reste promise",
        "your refusal or cancellation came too late, it stays promised",
    ),
    "news.what_bag": (
        "une autre caisse y note autre chose, vérifiez le sac",
        "another till notes other contents, check the bag",
    ),
    "news.what_packed_twice": (
        "préparée à deux caisses, il y a un sac de trop",
        "packed at two tills, there is one bag too many",
    ),
    "news.what_rest": ("reste pas retiré à temps", "the rest not collected in time"),
    "news.what_uncollected": ("pas retirée à temps", "not collected in time"),
    "news.what_reopened": (
        "un article est à préparer de nouveau, elle n'est plus prête",
        "an item is to be picked again, it is no longer ready",
    ),
    "news.what_proxy": ("qui vient la chercher", "who collects it"),
    "orders.search": (
        "Chercher : numéro, nom, article",
        "Search: number, name, item",
    ),
    "orders.search_short": ("Chercher", "Search"),
    "orders.mode": ("Mode de remise", "Way of handing over"),
    "orders.mode_collect": ("Retrait", "Collection"),
    "orders.mode_express": ("Express", "Express"),
    "orders.mode_merchant": ("Livraison", "Delivery"),
    "orders.mode_parcel": ("Colis", "Parcel"),
    "orders.mode_relay": ("Point relais", "Relay point"),
    "orders.mode_locker": ("Casier", "Locker"),
    "orders.mode_all": ("Toutes", "All"),
    "orders.none_found": (
        "Aucune commande ne correspond. Échap les montre toutes.",
        "No order matches. Esc shows them all.",
    ),
    "orders.others": (
        "Et {n} autre, moins pressée|Et {n} autres, moins pressées",
        "And {n} more, less urgent|And {n} more, less urgent",
    ),
    "order.refuse_words": ("Un mot de plus (facultatif)", "A word more (optional)"),
    "order.delay": ("Prévenir d'un retard", "Tell of a delay"),
    "keys.order_delay": ("Prévenir le client d'un retard", "Tell the customer of a delay"),
    "delay.how_much": ("Prête plus tard", "Ready later"),
    "delay.more": ("+{span}", "+{span}"),
    "delay.other": ("Autre heure, comme 14:30", "Another time, like 14:30"),
    "delay.no_time": (
        "Tapez l'heure comme 14:30 : c'est la prochaine fois qu'il sera cette heure.",
        "Type the time like 14:30: it is the next time the clock says so.",
    ),
    "delay.today": ("aujourd’hui à {time}", "today at {time}"),
    "delay.reads": (
        "Sur sa page, le client lira : « {words} »",
        "On their page the customer will read: “{words}”",
    ),
    "delay.customer_reads": (
        "La boutique a pris du retard et s’en excuse : au plus tard {when}.",
        "The shop is running late and apologises: no later than {when}.",
    ),
    "delay.yes": ("Prévenir le client", "Tell the customer"),
    "delay.no": ("Garder l'heure", "Keep the time"),
    "delay.told": (
        "Commande {number} promise pour {moment}. Le client le lira sur sa page.",
        "Order {number} promised for {moment}. The customer reads it on their page.",
    ),
    "delay.taken_back": (
        "Commande {number} de nouveau promise pour {moment}.",
        "Order {number} promised for {moment} again.",
    ),
    "orders.see": ("Voir", "See"),
    "orders.window": ("Dans une fenêtre à part", "In a window of its own"),
    "orders.window_title": ("Commandes – {shop}", "Orders – {shop}"),
    "orders.window_full": ("Plein écran   F11", "Full screen   F11"),
    "orders.window_plain": ("Quitter le plein écran   F11", "Leave full screen   F11"),
    "pace.pause": ("Pause", "Pause"),
    "pace.busier": ("+15 min", "+15 min"),
    "pace.until": ("Ne plus prendre de commandes", "Take no more orders"),
    "pace.until_half_hour": ("30 min", "30 min"),
    "pace.until_hour": ("1 heure", "1 hour"),
    "pace.until_evening": ("Jusqu'à ce soir", "Until this evening"),
    "pace.until_tomorrow": ("Jusqu'à demain", "Until tomorrow"),
    "pace.until_open_end": ("Jusqu'à nouvel ordre", "Until I say so"),
    "pace.paused": (
        "En pause : la boutique en ligne ne prend plus de commandes",
        "Paused: the online shop takes no orders",
    ),
    "pace.paused_until": (
        "En pause jusqu'à {moment} : plus de commandes en ligne",
        "Paused until {moment}: no online orders",
    ),
    "pace.paused_by_town": (
        "Mise en pause par la place de marché",
        "Paused by the marketplace",
    ),
    "pace.busy": (
        "Très occupés : commandes prêtes {n} min plus tard, jusqu'à {moment}",
        "Busy: orders ready {n} min later, until {moment}",
    ),
    "pace.off": ("{name} : plus en ligne", "{name}: not online"),
    "pace.off_until": (
        "{name} : plus en ligne jusqu'à {moment}",
        "{name}: not online until {moment}",
    ),
    "pace.resume": ("Reprendre", "Resume"),
    "pace.usual": ("Comme d'habitude", "As usual"),
    "pace.bring_back": ("Remettre", "Bring back"),
    "pace.undo": ("Annuler", "Undo"),
    "pace.is_paused": (
        "La boutique en ligne ne prend plus de commandes ; celles d'avant continuent.",
        "The online shop takes no orders; those from before go on.",
    ),
    "pace.is_resumed": (
        "La boutique en ligne reprend les commandes.",
        "The online shop takes orders again.",
    ),
    "pace.is_busier": (
        "Les prochaines commandes seront promises {n} min plus tard.",
        "The next orders will be promised {n} min later.",
    ),
    "pace.is_usual": (
        "Les prochaines commandes seront promises comme d'habitude.",
        "The next orders will be promised as usual.",
    ),
    "pace.is_off": (
        "{name} : plus en ligne jusqu'à {moment}. La caisse le vend toujours.",
        "{name}: not online until {moment}. The till still sells it.",
    ),
    "pace.is_off_open_end": (
        "{name} : plus en ligne jusqu'à nouvel ordre. La caisse le vend toujours.",
        "{name}: not online until you say so. The till still sells it.",
    ),
    "pace.is_back": ("{name} est de nouveau en ligne.", "{name} is online again."),
    "pace.off_hour": ("dans 1 h", "in 1 h"),
    "pace.off_evening": ("ce soir", "tonight"),
    "pace.off_tomorrow": ("demain", "tomorrow"),
    "pace.off_open_end": ("quand je le dirai", "when I say"),
    "pace.take_off": ("Retirer du site, retour :", "Take offline, back:"),
    "settings.group_orders": ("Commandes", "Orders"),
    "settings.hours": ("Heures d'ouverture", "Opening hours"),
    "settings.hours_how": (
        (
            "Comme sur la porte : 9h-12h30, 14h-19h. Les comptes à rebours et les alertes comptent"
            " en heures d'ouverture, et rien ne sonne la nuit."
        ),
        (
            "As on the door: 9:00-12:30, 14:00-19:00. Countdowns and alerts count in opening hours,"
            " and nothing rings at night."
        ),
    ),
    "settings.also_hours": (
        "horaires fermeture jour fermé ouvert semaine",
        "times closing day closed open week",
    ),
    "settings.day_0": ("Lundi", "Monday"),
    "settings.day_1": ("Mardi", "Tuesday"),
    "settings.day_2": ("Mercredi", "Wednesday"),
    "settings.day_3": ("Jeudi", "Thursday"),
    "settings.day_4": ("Vendredi", "Friday"),
    "settings.day_5": ("Samedi", "Saturday"),
    "settings.day_6": ("Dimanche", "Sunday"),
    "settings.closed_that_day": ("Fermé", "Closed"),
    "settings.as_day_before": ("Comme la veille", "As the day before"),
    "settings.alarm": ("Alertes de commande", "Order alerts"),
    "settings.alarm_how": (
        (
            "Une commande nouvelle, modifiée ou annulée s'annonce en haut de l'écran et sonne jusqu'à"
            " ce que quelqu'un la regarde ou touche « Vu »."
        ),
        (
            "An order that is new, changed or cancelled is announced at the top of the screen and"
            " rings until somebody looks at it or touches “Seen”."
        ),
    ),
    "settings.also_alarm": (
        "son sonnerie bip volume muet notification téléphone escalade",
        "sound ring beep volume mute notification phone escalation",
    ),
    "settings.order_volume": ("Volume", "Volume"),
    "settings.order_silent": ("Aucun son", "No sound"),
    "settings.order_repeat": ("Sonner de nouveau", "Ring again"),
    "settings.seconds": (
        "après {n} s",
        "after {n} s",
    ),
    "settings.order_try_new": ("Écouter : nouvelle", "Hear: new"),
    "settings.order_try_changed": ("Modifiée", "Changed"),
    "settings.order_try_cancelled": ("Annulée", "Cancelled"),
    "settings.order_rang": (
        "Le son est parti. Rien entendu ? Montez le volume de ce PC.",
        "The sound was played. Nothing heard? Turn this PC's volume up.",
    ),
    "settings.ladder": ("Si personne ne répond", "When nobody answers"),
    "settings.ladder_how": (
        (
            "Chaque étape attend un « Vu ». Un papier sort d'ici ; un message part de la place de"
            " marché, même si ce PC est éteint."
        ),
        (
            "Each step waits for a “Seen”. A paper comes out here; a message is sent by the"
            " marketplace, even while this PC is off."
        ),
    ),
    "settings.rung_add": ("Ajouter une étape", "Add a step"),
    "settings.rung_after": ("Après", "After"),
    "settings.rung_then": ("min :", "min:"),
    "settings.rung_minutes": ("Minutes", "Minutes"),
    "settings.rung_channel": ("Ce qui se passe alors", "What happens then"),
    "settings.rung_address": ("Adresse e-mail ou https://", "E-mail address or https://"),
    "settings.rung_away": ("Retirer cette étape", "Take this step away"),
    "settings.rung_sound": ("sonnerie", "sound"),
    "settings.rung_paper": ("papier à l'imprimante", "paper at the printer"),
    "settings.rung_second_paper": ("papier à une autre imprimante", "paper at another printer"),
    "settings.rung_email": ("e-mail au commerçant", "e-mail to the shopkeeper"),
    "settings.rung_webhook": ("notification (adresse https)", "notification (https address)"),
    "settings.rung_steward": ("appel au référent du marché", "call to the town's steward"),
    "order.rungs": ("Alertes : {rungs}", "Alarms: {rungs}"),
    "order.rung_for_nothing": ("{rung} (sans effet)", "{rung} (to no effect)"),
    "settings.order_rules": ("Ce qui se fait tout seul", "What happens by itself"),
    "settings.order_rules_how": (
        (
            "Une commande acceptée toute seule sonne quand même : elle attend toujours d'être vue."
            " Rien n'est accepté pendant une pause."
        ),
        (
            "An order that was accepted by itself rings all the same: it still waits to be seen."
            " Nothing is accepted during a pause."
        ),
    ),
    "settings.also_order_rules": (
        "automatique accepter imprimer liste charge limite",
        "automatic accept print list load limit",
    ),
    "settings.auto_accept": ("Accepter les commandes", "Accept orders"),
    "settings.auto_only_open": ("Seulement aux heures d'ouverture", "Only in opening hours"),
    "settings.auto_most_open": ("Commandes en cours, au plus", "Orders in hand, at most"),
    "settings.auto_most_lines": ("Articles, au plus", "Items, at most"),
    "settings.auto_most_amount": ("Montant, au plus (€)", "Amount, at most (€)"),
    "settings.prints_lists": (
        "Imprimer la liste de préparation des commandes acceptées",
        "Print the list to prepare of accepted orders",
    ),
    "news.sound_silenced": (
        "Son coupé dans les réglages.",
        "Sound off in the settings.",
    ),
    "news.sound_muted": ("Le son de ce PC est coupé.", "This PC is muted."),
    "news.sound_no_player": ("Ce PC ne joue aucun son.", "This PC plays no sound."),
    "news.sound_failed": ("Le son n'a pas pu être joué.", "The sound could not be played."),
}
