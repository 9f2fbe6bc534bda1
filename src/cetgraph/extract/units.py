"""Decides which passages are units of commitment: what counts, and what is talk, background, praise or description."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cetgraph.extract.governing import Auxiliary, Governing
from cetgraph.extract.verbs import Tense, VerbClass, VerbForm
from cetgraph.extract.words import Word

# Formal clauses of agreements (what the paper is and how it ends), and what a thing is meant to be: no cooperation.
_FORMAL = re.compile(
    r"\b(?:legally binding|applicable (?:national|domestic)|by (?:written )?mutual (?:consent|decision)|discontinu\w+|"
    r"terminat\w+|expenditure of funds|^(?:the|this) (?:mou|memorandum|agreement|arrangement) (?:becomes|"
    r"enters|will enter)|consider this\b|join(?:ing|ed)? forces to|(?:intended|designed|meant) to (?:serve|be a)|"
    r"^today\b.{0,120}\bwill meet|supersed\w+|"
    r"(?:in|into) duplicate|existing agreements|foregoing represents|hereinafter|settled? (?:amicably|through consult)|"
    r"(?:may be|be) (?:amended|modified)|the purpose of this|availability of (?:funds|resources))\b",
    re.IGNORECASE,
)
# What a thing will bring about, in contrast to what it will produce.
_EFFECTS = frozenset(
    "foster be enable drive help ensure strengthen enhance support mark allow provide build promote contribute serve "
    "advance accelerate bring create improve increase expand deepen reflect represent demonstrate complement reinforce "
    "bolster boost facilitate aim seek focus include cover unlock play remain pave form lead open offer generate make "
    "underscore show address protect encourage connect benefit reduce draw constitute catalyze deliver leverage "
    "is are was were has have builds reflects aims seeks focuses includes covers provides enables supports "
    "brings helps "
    "represents marks demonstrates strengthens enhances advances promotes complements underscores ensures allows "
    "serves offers brought builds".split()
)
_PRODUCTS = re.compile(
    r"\bwill (?:also |jointly |then )?(?:make recommendations|produce|publish|develop|identify|convene|meet|"
    r"submit|explore|discuss|"
    r"report|issue|launch|hold|host|deliver|draft|award|award|finali[sz]e|conduct|organi[sz]e|coordinate|"
    r"train|fund|sponsor|"
    r"release|map|share|exchange|consist of \$|establish|test|deploy|collaborate|continue|work|begin|start|"
    r"expand|commence|take place|be (?:launched|held|"
    r"established|supported|led|hosted|funded|convened|signed|completed))\b"
)
_REPORTS_MEETING = re.compile(
    r"\b(?:co-?chaired|chaired|co-?hosted the (?:\w+ )?(?:meeting|dialogue|summit)|(?:met|gathered|convened) "
    r"(?:today|in person|in [A-Z]|at the [A-Z]|for the|virtually)|"
    r"held (?:the(?:ir)?|its|an?) (?:\w+[- ]){0,4}?(?:meetings?|dialogue|summit|round|session|consultations)|"
    r"were joined|was joined|delivered (?:opening|closing) remarks|"
    r"meetings? (?:was|were) held|(?i:group|dialogue|council|committee)[^.]{0,60} met on|led the (?:\w+ "
    r")?(?:inaugural|first|second|third|meeting|dialogue|delegation)|participated|attended|"
    r"held (?:its|their) (?:inaugural|first|second|third|fourth)|welcomed (?:\w+ ){1,6}to (?:the White House|"
    r"Washington)|"
    r"issued the following|hosted (?:Prime Minister|President|Chancellor|the (?:inaugural|first|second|third)))\b"
)
_TALK_ONLY = re.compile(
    r"\b(?:discussed|exchanged views|took stock|reviewed|noted (?:the|that|with)|"
    r"recogni[sz]ed? (?:the|that)|stressed|"
    r"highlighted|emphasi[sz]ed|underscored? the|underlined? the|underscored that|acknowledged|expressed|"
    r"reflected on|shared? (?:a|an|the|their|our)|believe|"
    r"affirm(?:ed)? (?:the|that|their shared)|reaffirm(?:ed)? (?:the (?:importance|value|significance|need|"
    r"central|critical|enduring|vital|strength)|that|their shared|our shared))\b"
)
_OPENING_WORDS = 16  # words in which a sentence says that it only reports talk
_COMMITMENT_TO = re.compile(
    r"\b(?:commit(?:s|ted|ting|ments?)?|resolve[ds]?|pledge[ds]?|intent(?:ion)?|determination|dedication|"
    r"obligations?|agree[ds]?|will|decided|"
    r"plans? to|intends?)\b",
    re.IGNORECASE,
)
_FACT_IS_UNIT = re.compile(
    r"\b(?:signing|launch(?:ing|ed)?|completion|conclusion|establish(?:ment|ing|ed)|finali[sz]ation|opening|"
    r"announcement|inaugural|"
    r"first meeting|second meeting|progress (?:on|in|under|made)|cooperation|collaboration|investments?|new|"
    r"joining|accession|release|adoption|"
    r"selection|creation|meeting|efforts|expansion|participation|award|publication|convening|decision|"
    r"partnership|continued|idea|proposal|host(?:ing)?|summit)\b",
    re.IGNORECASE,
)
# Aims that name no field, body, programme or means.
_AIM_OBJECTS = re.compile(
    r"\b(?:new steps? forward|new heights|rules-based (?:international )?order|shared (?:values|vision|"
    r"prosperity)|trusted,? open|open,? (?:and )?accessible|"
    r"common (?:values|vision)|bilateral partnership to ensure|economic growth|mutual (?:trust|benefit)|lead the world|"
    r"bold (?:new )?steps|free and open indo-pacific|technology ecosystems?|peace and (?:stability|"
    r"prosperity)|global good|foundations? for|"
    r"agenda in the international arena|rules-based economic system|joining forces|important steps|"
    r"significant steps|(?:interests of )?the American people|new era|Indo-Pacific that is|continuing to "
    r"build on this momentum|strategic partnership into)\b",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(?:research|exchanges?|workshops?|roadmap|agreement|arrangement|MOU|memorandum|training|standards?|"
    r"working group|task ?force|"
    r"fund(?:s|ing)?|grants?|dialogue|supply chains?|information[- ]sharing|data|pilot|joint|program(?:me)?s?|"
    r"projects?|consultations?|networks?|"
    r"meeting|event|guidance|best practices|resilience|assistance|roundtable|summit|"
    r"export|barriers|licens\w+|infrastructure|investments?|cyber\w*|"
    r"semiconductors?|quantum|space|energy|nuclear|"
    r"AI|5G|6G|talent|workforce|innovation ecosystems|start-?ups|manufacturing|interoperability|capabilit(?:y|"
    r"ies)|technolog(?:y|ies)|cooperation|"
    r"ties|health|climate|minerals?|biotech\w*|universit\w+|scholarships?|students|satellites?|principles|"
    r"framework|mechanism|"
    r"tools|leakage|trade|security|deployment|exercise|submarines?|equipment|loans?|financing|center|facility)s?\b",
    re.IGNORECASE,
)
# Words of fields that aims are full of, and that name no field by themselves.
_GENERIC_MEANS = re.compile(
    r"\b(?:(?:critical and )?emerging technolog\w+|technology ecosystems?|innovation ecosystems?|security and "
    r"prosperity|"
    r"harness technology|economic security|national security|strategic cooperation|nuclear sector)\b"
)
_HISTORY = re.compile(
    r"^(?:launched (?:by|in|at)|since (?:the|its|their|our)|established in|first (?:announced|launched)|over "
    r"the (?:past|last)|for (?:over|more than|decades|nearly))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a passage stands, and what it names.

    `subject_acts` tells that its subject is a party, body or person, not a thing; `background` that all its dates lie
    well before the day of issue; `names_instrument` counts only what stands after the governing verb.
    """

    in_item: bool
    opens_block: bool
    leads_in: bool
    has_lead_in: bool
    under_heading: bool
    subject_acts: bool
    background: bool
    names_body: bool
    names_instrument: bool
    names_money: bool
    names_field: bool
    previous_is_unit: bool


def is_unit(text: str, words: Sequence[Word], governing: Governing | None, around: Surroundings) -> bool:
    """Whether a passage states a concrete piece of cooperation that the parties do, agree, plan, welcome or explore."""
    if len(words) < 4 or _FORMAL.search(text) or text.startswith(("“", '"', "###")):
        return False
    if around.leads_in or text.endswith((":", "following areas.")):
        return _lead_in_says_something(text, governing, around)
    if around.in_item and around.opens_block:
        return _item_is_unit(text, words, governing, around)
    return _sentence_is_unit(text, words, governing, around)


def _lead_in_says_something(text: str, governing: Governing | None, around: Surroundings) -> bool:
    """A lead-in counts if it names its own body, money or a thing that it sets up or signs."""
    if governing is None or governing.form is None:
        return False
    if re.search(
        r"\b(?:following|as follows|areas? below|domains|(?:these|six|five|four|three|several) "
        r"(?:main |key |priority )?(?:areas|pillars|fields))\\b",
        text,
    ):
        return False
    sets_up = re.search(
        r"\b(?:an? (?:[\w-]+ ){0,4}(?:dialogue|MOU|agreement|roadmap|memorandum|group|fund|task force|network))\b", text
    )
    return bool(around.names_body or around.names_money or sets_up) and governing.form.verb_class in (
        VerbClass.PROMISE,
        VerbClass.START,
        VerbClass.PROGRESS,
        VerbClass.WELCOME,
    )


def _item_is_unit(text: str, words: Sequence[Word], governing: Governing | None, around: Surroundings) -> bool:
    """Whether the sentence that opens a list item counts: it does, unless it describes, reports or only says."""
    if governing is None:
        return len(words) >= (6 if not text.endswith(".") else 10) or around.has_lead_in
    if governing.gerund_opens:
        return True
    form = governing.form
    if form is not None and form.lemma in ("recognise", "acknowledge", "appreciate"):
        return False
    if _calls_on_others(text, form):
        return False
    if form is None and governing.auxiliary in (Auxiliary.BE, Auxiliary.NONE):
        return bool(_COMMITMENT_TO.search(text)) or bool(_UNDER_WAY.search(text))
    if form is not None and form.verb_class is VerbClass.TALK:
        return _talk_ends_in_agreement(text, governing, _ALSO_AGREES)
    describes = not around.subject_acts and form is not None and _describes_thing(text, words, governing)
    reports = not around.under_heading and _REPORTS_MEETING.search(text) is not None
    if describes or reports or governing.auxiliary is Auxiliary.MAY or _only_says(text, governing):
        return False
    opening = words[min(_OPENING_WORDS, len(words) - 1)].end - words[0].start
    if _TALK_ONLY.search(text, 0, opening):
        reaffirms = form is not None and form.verb_class is VerbClass.REAFFIRM
        promises = _COMMITMENT_TO.search(text) or _WITH_NEWS.search(text)
        return _FACT_IS_UNIT.search(text) is not None and (not reaffirms or bool(promises))
    return not _is_aim(text, words, governing, around)


def _sentence_is_unit(text: str, words: Sequence[Word], governing: Governing | None, around: Surroundings) -> bool:
    """Whether a sentence of prose, or one that follows in a list item, counts."""
    if re.match(r"^(?:This|These|It) (?:also )?includes? ", text):
        return around.previous_is_unit or bool(re.search(r"\b(?:making|through|\w+ing)\b", text[:60]))
    if re.match(r"^This followed\b", text):
        return "roundtable" in text or "signing" in text
    if governing is None or governing.auxiliary is Auxiliary.MAY or (governing.gerund_opens and not around.in_item):
        return False
    if _is_background(text, governing, around):
        return bool(re.search(r"roundtable|\bresolved to|\bagreed to|\bsigning of", text)) and not _HISTORY.match(text)
    if not around.subject_acts:
        return _thing_is_unit(text, governing, around)
    if governing.form is None:
        will = governing.auxiliary is Auxiliary.WILL and not _is_aim(text, words, governing, around)
        return will or _UNDER_WAY.search(text) is not None
    return _actors_do(text, words, governing, governing.form, around)


def _is_background(text: str, governing: Governing, around: Surroundings) -> bool:
    """Whether a sentence reports the meeting itself or tells history, and promises nothing."""
    if governing.auxiliary is Auxiliary.WILL:
        return False
    promises = governing.form is not None and governing.form.verb_class is VerbClass.PROMISE
    reports = _REPORTS_MEETING.search(text[:260]) is not None
    if reports and not promises and not around.under_heading and not around.names_money:
        return True
    return _HISTORY.match(text) is not None


def _actors_do(text: str, words: Sequence[Word], governing: Governing, form: VerbForm, around: Surroundings) -> bool:
    """Whether what the parties or their bodies are said to do counts, by the class of the verb."""
    if form.verb_class is VerbClass.TALK:
        return _talk_ends_in_agreement(text, governing, _AGREES)
    if form.verb_class is VerbClass.REAFFIRM:
        return _reaffirms_action(text, governing, words, around)
    if form.verb_class is VerbClass.WELCOME:
        if form.lemma in ("note", "recognise", "acknowledge", "appreciate", "praise"):
            return bool(re.search(r"\band (?:intend|support|commit|will|resolve)|\bsigning of", text))
        return not re.search(r"\bwelcomed? (?:the opportunity|each other to|the (?:chance|discussion))\b", text)
    if form.verb_class is VerbClass.ENCOURAGE:
        return around.under_heading and not _calls_on_others(text, form)
    shares_view = form.lemma == "share" and re.search(r"\bshare[sd]? (?:an?|the|our|their|common|similar)\b", text)
    if shares_view or _only_says(text, governing) or _is_past_without_place(governing, form, around):
        return False
    return not _is_aim(text, words, governing, around)


def _is_past_without_place(governing: Governing, form: VerbForm, around: Surroundings) -> bool:
    """Whether the past is told outside any heading: earlier years, or progress in general."""
    past = governing.auxiliary in (Auxiliary.NONE, Auxiliary.PASSIVE, Auxiliary.HAVE) and form.tense is Tense.PAST
    if not past or around.under_heading:
        return False
    progress = form.verb_class is VerbClass.PROGRESS and form.lemma != "continue"
    return around.background or progress or governing.auxiliary is Auxiliary.HAVE


_WITH_NEWS = re.compile(r", (?:announcing|launching|establishing) (?:an?|the|new)\b")


def _calls_on_others(text: str, form: VerbForm | None) -> bool:
    """Whether others are asked to act: "called on X to bring to justice"."""
    return form is not None and form.lemma == "call" and re.search(r"\bcall(?:s|ed)? (?:up)?on\b", text) is not None


_AGREES = re.compile(r"\b(?:agreed|resolved|committed|decided) to\b")
_ALSO_AGREES = re.compile(r"\band (?:\w+ )?(?:commit|resolv|agreed|launch|sign|decided to|pledged)")


def _talk_ends_in_agreement(text: str, governing: Governing, agrees: re.Pattern[str]) -> bool:
    """Whether talk is promised ("will discuss"), or something was agreed at its end."""
    promised = governing.auxiliary is Auxiliary.WILL and governing.form is not None
    if promised and governing.form is not None and governing.form.lemma in ("discuss", "review"):
        return True
    return agrees.search(text) is not None


_UNDER_WAY = re.compile(r"\b(?:is|are) (?:now |already )?under ?way\b")


def _only_says(text: str, governing: Governing) -> bool:
    """Whether a view is agreed and no promise made: "The leaders agreed that energy security is fundamental"."""
    if governing.form is None or governing.form.lemma not in ("agree", "decide", "determine", "resolve", "confirm"):
        return False
    said = re.search(r"\b(?:agreed|decided|determined|resolved|confirmed|agree|determine|confirm) that\b(.*)", text)
    return said is not None and not re.search(r"\b(?:will|would|shall|should|redouble|intend)\b", said[1][:140])


def _describes_thing(text: str, words: Sequence[Word], governing: Governing) -> bool:
    """Whether an item's sentence tells the effect of what went before it: "These deals will expand investment"."""
    clause = text[words[governing.clause].start - words[0].start :]
    if not re.match(r"(?:The|This|These|Such|Today[’']s|Those|That|the|this|these|such)\s+[^A-Z]", clause):
        return False
    if _PRODUCTS.search(clause) and not re.search(r"\bwill (?:expand|support|help|lead|create)\b", clause):
        return False
    form = governing.form
    return form is not None and (governing.word in _EFFECTS or form.lemma in _EFFECTS)


def _thing_is_unit(text: str, governing: Governing, around: Surroundings) -> bool:
    """Whether a sentence about a thing tells what that will produce or do next, not what it is for or brings."""
    if _PRODUCTS.search(text) or re.search(r"\bis intended to (?:be supported|support)\b", text):
        return True
    form = governing.form
    if form is None:
        return _UNDER_WAY.search(text) is not None
    placed = around.in_item or around.under_heading
    if governing.auxiliary is Auxiliary.WILL and placed and not _ANAPHORIC.match(text):
        return form.verb_class in (VerbClass.START, VerbClass.PROGRESS, VerbClass.PROMISE)
    if _NAMED_THING.match(text) and governing.auxiliary in (Auxiliary.NONE, Auxiliary.PASSIVE):
        if form.verb_class is VerbClass.START and not around.background:
            return True
        return around.in_item and form.verb_class in (VerbClass.START, VerbClass.PROMISE, VerbClass.PROGRESS)
    if governing.word in _EFFECTS or form.lemma in _EFFECTS:
        return False
    return form.verb_class in (VerbClass.PROMISE, VerbClass.START) and not around.background


# A subject that goes on about what was named before it.
_ANAPHORIC = re.compile(
    r"^(?:This|These|It|They|Such|That|Those|Our|Together|Through|In (?:addition|turn)|"
    r"The (?!\w+ing)[a-z]|Today[’']s)\b"
)
# A thing with a name of its own as subject: "The Technology Prosperity Deal establishes", not "This initiative".
_NAMED_THING = re.compile(
    r"^(?!This|These|It\b|The [a-z]|Such|That)(?:The )?(?:[A-Z][\w’-]*,?\s+){1,8}(?:led by [^,]{3,60}, )?(?=[a-z])"
)


def _reaffirms_action(text: str, governing: Governing, words: Sequence[Word], around: Surroundings) -> bool:
    after = _after_verb(text, words, governing)
    head = after[:110]
    if re.search(
        r"\bthe (?:vital |critical |shared |great |central )?(?:importance|need|value|significance|role)\b", head
    ):
        return bool(re.search(r"\band (?:resolved|committed|agreed|decided|pledged) to\b", after))
    if re.search(r"\b(?:ongoing|continued) (?:progress|work|efforts|cooperation)\b", head):
        return True
    if (around.names_instrument or around.names_body) and re.search(
        r"\b(?:our|their|its) (?:[\w-]+ )?support for\b", head
    ):
        return True
    if _WITH_NEWS.search(after):
        return True
    if not _COMMITMENT_TO.search(head):
        return False
    return not _is_aim(text, words, governing, around)


def _after_verb(text: str, words: Sequence[Word], governing: Governing) -> str:
    return text[words[governing.at].start - words[0].start :]


def _is_aim(text: str, words: Sequence[Word], governing: Governing, around: Surroundings) -> bool:
    """Whether a sentence names only an aim: no field, body, programme or means."""
    if around.names_money or re.search(r"\bby (?:launching|establishing|creating|signing) ", text):
        return False
    after = _after_verb(text, words, governing)
    head = " ".join(after.split()[:15])
    aim = _AIM_OBJECTS.search(head)
    specific = _GENERIC_MEANS.sub(" ", head if aim else after)
    means = _MEANS.search(specific)
    if aim:
        return not means
    if around.names_body or around.names_instrument or around.in_item or around.under_heading:
        return False
    return not (means or around.names_field)
