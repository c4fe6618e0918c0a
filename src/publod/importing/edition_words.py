"""The words of edition statements, by what they mean, in each language that statements are read in.

Each class of words has a letter; `edition_statements` matches patterns of these letters. Words are
given case-folded; a full stop after an abbreviation belongs to it.
"""

from __future__ import annotations

from functools import cache

_ORDINALS = {
    "sv": "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte "
    "trettonde fjortonde femtonde sextonde sjuttonde artonde nittonde tjugonde",
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
    "da": "første anden tredje fjerde femte sjette syvende ottende niende tiende",
    "de": "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte",
    "fi": "ensimmäinen toinen kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs kymmenes",
    "fr": "première deuxième troisième quatrième cinquième sixième septième huitième neuvième "
    "dixième",
    "ga": "chéad dara tríú ceathrú cúigiú séú seachtú ochtú naoú deichiú",
    "nb": "første annen tredje fjerde femte sjette sjuende åttende niende tiende",
    "it": "prima seconda terza quarta quinta sesta settima ottava nona decima",
    "pt": "primeira segunda terceira quarta quinta sexta sétima oitava nona décima",
    "es": "primera segunda tercera cuarta quinta sexta séptima octava novena décima",
    "nl": "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende",
}

#: Letters of classes, each with the words of it in Swedish and English.
_CLASSES = {
    # edition
    "e": "utgåva utgåvan utgåvans upplaga upplagan upplagans uppl upplaga utg version versionen "
    "edition ed edn editions aufl auflage ausg ausgabe éd édition utgave utgaven opplag udgave udg "
    "oplag painos uitgave druk ediz edizione edición edição eagrán heagrán",
    # printing: the same text once more, and so no edition
    "p": "tryckning tryckningen tryckn tr nytryck nytryckning omtryck omtryckning tryck "
    "printing printings print impression reprint reprinted reissue",
    # volume, part, issue: what has ordinals and is no edition
    "l": "del delen delar volym volymen vol band bandet bd årgång årgången årg nummer nr häfte "
    "häftet kapitel kapitlet avsnitt remiss remissen utkast utkastet "
    "part volume issue number no chapter section series serie serien draft draught supplement",
    # what makes something ready for readers
    "v": "togs_fram tagits_fram tas_fram framtagen framtaget framtogs utgiven utgivet utgavs utkom "
    "utkommen gavs_ut getts_ut gav_ut publicerad publicerat publicerades trycktes tryckt "
    "producerades producerad skrevs skriven utarbetades utarbetad utarbetats kom_ut kom "
    "published produced issued released printed prepared written appeared came_out developed "
    "compiled put_out brought_out",
    # by
    "b": "av by från from",
    # and, with
    "a": "och samt and & with med und et og ja en y e agus",
    # articles, and words that carry nothing
    "d": "den det de en ett är var har hade blev the a an that is was has had been were är",
    # this
    "h": "denna detta den_här det_här föreliggande this present",
    # how much of it
    "m": "helt delvis något starkt kraftigt lätt completely fully thoroughly substantially partly "
    "extensively slightly considerably",
    # copies
    "q": "ex exemplar copies",
    # originally
    "f": "ursprungligen först originally initially ursprunglig ursprungliga",
    # earlier
    "t": "tidigare föregående förra äldre previous earlier former preceding prior",
    # replaces
    "s": "ersätter ersatte ersatt upphäver replaces replaced replacing supersedes superseded "
    "superseding cancels",
    # before a year
    "i": "i in år års of under omkring ca dated",
    # what follows a name and is no name
    "k": "som vilken vilka which who that when då när på vid och_som",
    # adjectives of editions that are forms, languages or audiences
    "x": "svensk svenska engelsk engelska fransk franska tysk tyska finsk finska norsk norska "
    "dansk danska swedish english french german finnish norwegian danish irish welsh italian "
    "spanish dutch international "
    "internationell digital digitala elektronisk elektroniska electronic online pocket paperback "
    "hardback inbunden special särskild student students teacher lättläst lättlästa easy-read "
    "storstils large-type large-print ljudbok illustrated illustrerad bilingual tvåspråkig "
    "limited deluxe jubilee jubileum kommenterad annotated web pdf",
    # one word for an edition of such a kind
    "z": "pocketutgåva pocketutgåvan nätutgåva webbutgåva webbversion pdf-version e-bok e-book "
    "lättlästversion specialutgåva jubileumsutgåva faksimilutgåva ljudboksutgåva tryckversion "
    "originalutgåva originalupplaga",
}  # fmt: skip

#: What an edition is in relation to the one before it, each with the words for it.
_REVISIONS = {
    "revised": "omarbetad omarbetade omarbetat omarb omarbetning reviderad reviderade reviderat "
    "revidering rev genomarbetad genomarbetade överarbetad överarbetade bearbetad bearbetade bearb "
    "ändrad ändrade revised reworked rewritten reworking revision amended "
    "überarbeitete überarb bearbeitete neubearb neubearbeitete durchgesehene durchges verbesserte "
    "verb revue rév révisée revisada revista herziene athbhreithnithe "
    "revidert revideret tarkistettu uudistettu",
    "enlarged": "utökad utökade utök utvidgad utvidgade utvidg utv kompletterad kompletterade "
    "tillökad tillökt tillökta enlarged enl expanded exp extended augmented erweiterte erw "
    "augmentée augm ampliada aumentada aum utvidet udvidet uitgebreide laajennettu",
    "corrected": "rättad rättade korrigerad korrigerade korr corrected corr corrigée corregida "
    "corrigida berichtigte",
    "updated": "uppdaterad uppdaterade uppdat uppdatering aktualiserad aktualiserade updated upd "
    "aktualisierte aktual actualizada atualizada atual mise_à_jour",
    "abridged": "förkortad förkortade abridged abr shortened",
    "unchanged": "oförändrad oförändrade oförändrat oför unchanged unaltered",
    "new": "ny nya nytt new neue nouvelle nueva nieuwe uusi nua",
}

#: Written with a full stop, which ends no sentence then.
ABBREVIATIONS = frozenset(
    "uppl utg ed edn aufl ausg éd udg ediz überarb erw augm verb neubearb durchges aktual rév "
    "omarb rev utök utv utvidg bearb korr oför enl exp corr upd abr aum atual tr tryckn vol "
    "bd årg nr no bl a s k dr st ca".split()
)


@cache
def ordinals() -> dict[str, int]:
    """Ordinals that are written as words, with their numbers."""
    numbers = {
        word: number for words in _ORDINALS.values() for number, word in enumerate(words.split(), 1)
    }
    return numbers | {"förste": 1, "andre": 2}


@cache
def revisions() -> dict[str, str]:
    """Words for what an edition is in relation to the one before, with their meaning."""
    return {word: meaning for meaning, words in _REVISIONS.items() for word in words.split()}


@cache
def classes() -> dict[str, str]:
    """Words with the letter of their class; two words that belong together are joined by ``_``."""
    letters = {word: letter for letter, words in _CLASSES.items() for word in words.split()}
    return letters | dict.fromkeys(revisions(), "r") | dict.fromkeys(ordinals(), "o")
