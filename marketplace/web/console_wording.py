"""What the command line says: what happened and what to do next, in French and in English."""

COMMANDS: dict[str, tuple[str, str]] = {
    "serving": (
        "La place de marché est ouverte : {url} (Ctrl+C pour fermer)",
        "The marketplace is open: {url} (Ctrl+C to close)",
    ),
    "no_town": (
        "Aucune ville dans cette base : créez-la avec « comptoir-hub town create » ou « town load ».",
        "No town in this database: create one with “comptoir-hub town create” or “town load”.",
    ),
    "port_taken": (
        "Le port {port} est déjà pris : choisissez-en un autre avec --port.",
        "Port {port} is taken: choose another one with --port.",
    ),
    "host_wrong": (
        "L’adresse {host} n’est pas à cette machine : essayez --host 127.0.0.1.",
        "The address {host} is not this machine's: try --host 127.0.0.1.",
    ),
    "port_forbidden": (
        "Le port {port} est réservé au système : choisissez-en un au-dessus de 1024.",
        "Port {port} is reserved to the system: choose one above 1024.",
    ),
    "locked": (
        "La base est occupée par un autre programme : fermez-le, ou attendez un instant.",
        "The database is busy with another program: close it, or wait a moment.",
    ),
    "full": (
        "Le disque est plein : libérez de la place, rien n’a été enregistré.",
        "The disk is full: make room, nothing was recorded.",
    ),
    "read_only": (
        "La base est en lecture seule : donnez-vous le droit d’écrire dans son dossier.",
        "The database is read-only: give yourself the right to write to its folder.",
    ),
    "corrupt": (
        "Ce fichier n’est pas une base saine : restaurez une sauvegarde ou choisissez un autre fichier.",
        "This file is no sound database: restore a backup or choose another file.",
    ),
    "too_new": (
        "Cette base vient d’une version plus récente : mettez Comptoir à jour.",
        "This database comes from a newer version: update Comptoir.",
    ),
    "unreadable": (
        "Impossible d’ouvrir {detail} : vérifiez le chemin et les droits du dossier.",
        "Cannot open {detail}: check the path and the folder's rights.",
    ),
    "old_sqlite": (
        "SQLite {version} peut abîmer une base : installez pysqlite3 0.6.1 ou plus récent.",
        "SQLite {version} can damage a database: install pysqlite3 0.6.1 or newer.",
    ),
    "no_driver": (
        "Il manque le pilote de cette base ({detail}) : « pip install comptoir[postgresql] », ou prenez sqlite:///….",
        "The driver of this database is missing ({detail}): “pip install comptoir[postgresql]”, or use sqlite:///….",
    ),
    "not_utf8": (
        "Il manque des lettres à cette base ({encoding}) : créez-la par « createdb -E UTF8 -T template0 ».",
        "This database lacks letters ({encoding}): create it by “createdb -E UTF8 -T template0”.",
    ),
    "unreachable": (
        "Le serveur de la base ne répond pas ({detail}) : vérifiez l’adresse et qu’il est lancé.",
        "The database's server does not answer ({detail}): check the address and that it runs.",
    ),
    "failed": (
        "La base ne répond pas ({detail}) : vérifiez le disque et réessayez.",
        "The database does not answer ({detail}): check the disk and try again.",
    ),
    "town_exists": (
        "La ville {slug} existe déjà : « comptoir-hub town show » la montre.",
        "The town {slug} exists already: “comptoir-hub town show” shows it.",
    ),
    "shop_exists": (
        "La boutique {slug} existe déjà : donnez une autre --slug.",
        "The shop {slug} exists already: give another --slug.",
    ),
    "no_slug": (
        "« {name} » ne donne pas d’adresse : précisez --slug.",
        "“{name}” makes no address: give a --slug.",
    ),
    "not_found": ("Introuvable : {what}.", "Not found: {what}."),
    "file_unreadable": ("Impossible de lire {file}.", "Cannot read {file}."),
    "town_file_too_large": (
        "{file} est trop grand (8 Mo au plus).",
        "{file} is too large (8 MB at most).",
    ),
    "town_file_wrong": (
        "{file} n’est pas une ville, à {place} : {problem}.",
        "{file} is no town, at {place}: {problem}.",
    ),
    "picture_wrong": ("{file} n’est pas une image utilisable.", "{file} is no usable picture."),
    "hours_wrong": (
        "« {text} » n’est pas un horaire : écrivez lun 09:00-12:30.",
        "“{text}” is no opening time: write mon 09:00-12:30.",
    ),
    "town_created": ("{name} est fondée.", "{name} is founded."),
    "town_loaded": (
        "{name} : {n} boutique chargée.|{name} : {n} boutiques chargées.",
        "{name}: {n} shop loaded.|{name}: {n} shops loaded.",
    ),
    "shop_added": ("{sign} est inscrite : {slug}.", "{sign} is listed: {slug}."),
    "invite_code": (
        "Code pour {sign}, valable jusqu’à {time} et une seule fois :",
        "Code for {sign}, valid until {time} and once only:",
    ),
    "readmit_code": (
        "Code pour rendre son poste à {sign}, valable jusqu’à {time} et une seule fois ; l’ancienne clé n’ouvre plus rien :",
        "Code to give {sign} its PC's place back, valid until {time} and once only; the old key opens nothing any more:",
    ),
    "shop_paused": (
        "{sign} ne prend plus de nouvelles commandes ; celles en cours continuent.",
        "{sign} takes no new orders; those under way go on.",
    ),
    "shop_resumed": ("{sign} prend de nouveau des commandes.", "{sign} takes orders again."),
    "shop_archived": (
        "Ventes en ligne de {sign}, n° {first} à {last} : {file}",
        "Online sales of {sign}, nos. {first} to {last}: {file}",
    ),
    "web_till_not_closed": (
        "Rien à archiver pour {sign} : aucun jour clos depuis la dernière archive, ou un jour est ouvert.",
        "Nothing to archive for {sign}: no day was closed since the last archive, or one is open.",
    ),
    "web_till_waits": (
        "{sign} : après la restauration, ses caisses doivent d’abord dire ce qu’elles gardent. Allumez-les.",
        "{sign}: after the restore its tills must first say what they keep. Switch them on.",
    ),
    "shop_not_selling": (
        "{sign} ne vend pas en ligne : invitez d’abord sa caisse avec « comptoir-hub shop invite ».",
        "{sign} does not sell online: invite its till first with “comptoir-hub shop invite”.",
    ),
    "device_revoked": (
        "Ce poste n’a plus accès à {sign} ; ce qu’il n’a pas envoyé reste sur lui.",
        "That PC no longer has access to {sign}; what it has not sent stays on it.",
    ),
    "device_revoked_mark": ("(écarté)", "(shown out)"),
    "restore_noted": (
        "Restauration notée : chaque caisse relira l’état de sa boutique à sa prochaine connexion.",
        "Restore noted: every till will read its shop's state anew when it next connects.",
    ),
    "check_sqlite": ("SQLite {version}", "SQLite {version}"),
    "check_postgresql": ("PostgreSQL {detail}", "PostgreSQL {detail}"),
    "check_database": ("Base saine : {detail}", "Database sound: {detail}"),
    "check_database_bad": (
        "Base abîmée ({detail}) : restaurez une sauvegarde.",
        "Database damaged ({detail}): restore a backup.",
    ),
    "check_ledger": ("Comptes : chaque écriture est équilibrée.", "Books: every entry balances."),
    "check_ledger_bad": (
        "Comptes : écriture déséquilibrée {detail}. Appelez l’assistance.",
        "Books: unbalanced entry {detail}. Call support.",
    ),
    "check_web_order": (
        "Ventes en ligne : toutes enregistrées.",
        "Online sales: all recorded.",
    ),
    "check_web_order_bad": (
        "Ventes en ligne : la commande {detail} n’a pas pu être enregistrée. Appelez l’assistance.",
        "Online sales: order {detail} could not be recorded. Call support.",
    ),
    "check_web_till": (
        "Journaux des ventes en ligne : intacts.",
        "Journals of online sales: intact.",
    ),
    "check_web_till_bad": (
        "Journaux des ventes en ligne : celui de la boutique {detail} a été altéré.",
        "Journals of online sales: that of shop {detail} was altered.",
    ),
    "check_web_wait": (
        "Ventes en ligne : aucune boutique n’attend ses caisses.",
        "Online sales: no shop waits for its tills.",
    ),
    "check_web_wait_bad": (
        "Ventes en ligne : après la restauration, {detail} attend ses caisses. Faites-les allumer.",
        "Online sales: after the restore {detail} waits for its tills. Have them switched on.",
    ),
    "check_web_fork": (
        "Ventes en ligne : les caisses gardent les mêmes écritures.",
        "Online sales: the tills keep the same records.",
    ),
    "check_web_fork_bad": (
        "Ventes en ligne : une caisse de la boutique {detail} garde d’autres écritures. Appelez l’assistance.",
        "Online sales: a till of shop {detail} keeps other records. Call support.",
    ),
    "check_web_lost": (
        "Ventes en ligne : chaque écriture a sa commande.",
        "Online sales: every record has its order.",
    ),
    "check_web_lost_bad": (
        "Ventes en ligne : la restauration a perdu la commande {detail}, que les caisses ont rendue. Voyez la boutique.",
        "Online sales: the restore lost order {detail}, which the tills gave back. See the shop.",
    ),
    "check_audit": ("Journal des actions : intact.", "Audit trail: intact."),
    "check_audit_bad": (
        "Journal des actions : rompu à la ligne {detail}.",
        "Audit trail: broken at row {detail}.",
    ),
    "check_stock": ("Stocks : égaux à la somme des mouvements.", "Stocks: equal to their moves."),
    "check_stock_bad": (
        "Stocks : {detail} ne sont pas la somme de leurs mouvements.",
        "Stocks: {detail} are not the sum of their moves.",
    ),
    "check_disk": ("Disque : {detail} libres.", "Disk: {detail} free."),
    "check_disk_bad": (
        "Disque : {detail} libres seulement, faites de la place.",
        "Disk: only {detail} free, make room.",
    ),
    "check_jobs": ("Tâches : aucune en échec.", "Jobs: none failing."),
    "check_jobs_bad": ("Tâches : {detail} en échec.", "Jobs: {detail} failing."),
    "check_town_bad": (
        "Aucune ville : « comptoir-hub town create » ou « town load ».",
        "No town: “comptoir-hub town create” or “town load”.",
    ),
    "check_town": ("Ville : {detail}", "Town: {detail}"),
    "mail_server_wrong": (
        "l’adresse du serveur de courrier n’en est pas une, ou l’expéditeur manque",
        "the mail server’s address is none, or the sender is missing",
    ),
    "steward_order": (
        "{number}  {shop}  passée {placed}  appeler le {phone}",
        "{number}  {shop}  placed {placed}  call {phone}",
    ),
    "steward_refunds": (
        "{n} remboursement attend un humain|{n} remboursements attendent un humain",
        "{n} refund waits for a human|{n} refunds wait for a human",
    ),
    "steward_ended": (
        "{n} adresse fermée|{n} adresses fermées",
        "{n} address ended|{n} addresses ended",
    ),
    "steward_none": ("Rien n’attend.", "Nothing waits."),
}
"""Key -> French, English."""
