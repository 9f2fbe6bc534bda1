"""Knows what pages carry around their matter by its names and set phrases: menus, share buttons, cookie banners."""

from __future__ import annotations

import re

from cetgraph.sources.page import Element
from cetgraph.sources.page_facts import day_in

# Elements and roles that hold no matter of the page, whatever they are called.
_TAGS = frozenset({"nav", "footer", "aside", "dialog"})
_ROLES = frozenset(
    "navigation complementary contentinfo search dialog alertdialog menu menubar toolbar tablist tooltip status".split()
)
# Names in class and id that leave no doubt.
_CERTAIN = re.compile(
    r"\b(?:cookies?|consent|gdpr|one ?trust|cookie ?bot|breadcrumbs?|crumbs?|skip ?(?:to|links?|nav|content|main)|"
    r"share ?(?:this|bar|buttons?|links?|icons?|tools?)|social ?(?:share|sharing|media ?links|links|icons|follow|bar)|"
    r"add ?to ?any|a 2 a|add ?this|sharedaddy|back ?to ?top|visitor ?counter|release ?lang|"
    r"language ?(?:switcher|selector|switch|nav)|[a-z]*footer|footer[a-z]*)\b"
)
# Names that main matter may bear too ("banner-layout"); they count only where the element holds the lesser part of it.
_LIKELY = re.compile(
    r"\b(?:nav|navbar|[a-z]*navi?|navigation|[a-z]*menu|submenu|share|sharing|social|"
    r"related ?[a-z]*|jp ?relatedposts|recommend[a-z]*|[a-z]*sidebar|side ?(?:bar|nav|menu|column|col|panel)|aside|"
    r"rail|banner|subscri[a-z]+|newsletter|sign ?up|search[a-z]*|paginat[a-z]*|pager|prev ?next|login|languages?|"
    r"lang ?list|translations?|toolbar|tool ?box|feedback|comments?|tags?|tag ?(?:list|links|cloud)|topic ?links|popup|"
    r"modal|overlay|widget ?area|promo|advert[a-z]*|ads?|masthead|top ?bar|utility|utilities|print ?[a-z]*|copyright|"
    r"byline|teasers?|latest|trending|most ?(?:read|popular)|read ?more|more ?news|see ?also|carousel|slider|"
    r"captions?|wp ?caption ?text|contacts?|accessibility|text ?size|font ?size|survey|alert|"
    r"meta|metadata|article ?meta|entry ?meta|post ?meta|site ?header|global ?header|page ?top|next ?article|"
    r"prev(?:ious)? ?article|header ?(?:top|links|nav|tools|menu)|logo|quick ?links)\b"
)
# On these, an id is the words of a heading or a running number, and a class is about looks.
_PLAIN = frozenset("h1 h2 h3 h4 h5 h6 p li td th tr tbody thead tfoot html body dd dt".split())
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_PHRASE = re.compile(
    r"""(?:
        skip\ to\ (?:the\ )?(?:main\ )?content | share(?:\ this(?:\ (?:page|article|release))?)?(?:\ on\b.{0,30})?:?
      | print(?:\ this)?(?:\ page)? | e-?mail(?:\ this)?(?:\ page)? | tweet | copy\ link | download(?:\ as)?(?:\ pdf)?
      | (?:back|return|go)\ to\ (?:the\ )?top(?:\ of\ (?:the|this)?\ ?page)? | top\ of\ page | page\ top
      | follow\ us(?:\ on\b.{0,40})? | related\ (?:links?|content|news|articles?|documents?|information|topics|stories)
      | see\ also | read\ more | more\ news | latest\ news | (?:tags?|filed\ under):.*
      | \(?release\ id\b.* | visitor\ counter\b.* | read\ this\ (?:release|article)\ in\b.* | (?:photo|image)\ credit:.*
      | advertisement | text\ size.* | home | menu | search | close | listen | subscribe | sign\ up | menu\ close
      | (?:[*#_\-–—~=]\ ?){3,} | -+\ ?(?:end|ends)\ ?-+ | \#+
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_NOTICE = re.compile(
    r"\b(?:this|our|the|these) (?:web ?sites?|sites?|pages?|services?)\b.{0,80}\bcookies\b|"
    r"\b(?:we|you|your|accept|reject|manage)\b.{0,60}\bcookies\b|^an official website of\b|"
    r"\benable javascript\b|\bjavascript is (?:disabled|required)\b",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 600
_LONGEST_PHRASE = 90
_DATED = re.compile(
    r"(?:first )?(?:posted|published|issued|updated|modified|last (?:updated|modified|reviewed)|release date|"
    r"date of (?:publication|issue))\b(?:.*[^.;])?",
    re.IGNORECASE,
)


def is_certain(element: Element) -> bool:
    """Whether tag, role or names say without doubt that the element holds no matter of the page."""
    if element.tag in _TAGS or element.attributes.get("role", "").lower() in _ROLES:
        return True
    if element.tag in {"html", "body", ""}:
        return False
    return element.is_hidden() or bool(_CERTAIN.search(_names(element)))


def is_likely(element: Element) -> bool:
    """Whether the names suggest that the element holds no matter of the page."""
    if element.tag == "header" and not any(holder in {"article", "main"} for holder in _tags_around(element)):
        return True
    if element.tag in {"figcaption", "form"}:
        return True
    return bool(_LIKELY.search(_names(element)))


def is_phrase(words: str) -> bool:
    """Whether a block's words are a set phrase of pages ("Share this", "Back to top").

    >>> is_phrase("Share this page"), is_phrase("Share this vision with partners and allies")
    (True, False)
    """
    if len(words) > _LONGEST_PHRASE:
        return False
    return _PHRASE.fullmatch(words) is not None or (_DATED.fullmatch(words) is not None and day_in(words) is not None)


def is_notice(words: str) -> bool:
    """Whether a block's words are what sites tell their visitors about themselves.

    >>> is_notice("We use cookies to make this site work."), is_notice("Both sides will reject malicious cookie theft.")
    (True, False)
    """
    return len(words) <= _LONGEST_NOTICE and _NOTICE.search(words) is not None


def _names(element: Element) -> str:
    """The words of class and id, in lower case; "ShareThis_box" gives "share this box"."""
    attributes = element.attributes
    if not attributes:
        return ""
    names = attributes.get("class", "")[:500].split()
    if element.tag not in _PLAIN:
        named = _PIECES.findall(attributes.get("id", "")[:100])
        # The id of a section is often made of its heading's words; names of furniture are short.
        if len(named) <= 3:
            names.append(attributes.get("id", "")[:100])
    else:
        # "tag", "meta" or "lang" on a paragraph is about its looks.
        names = [name for name in names if "-" in name or "_" in name]
    return " | ".join(" ".join(_PIECES.findall(name)).lower() for name in names)


def _tags_around(element: Element) -> set[str]:
    around: set[str] = set()
    here = element.parent
    while here is not None:
        around.add(here.tag)
        here = here.parent
    return around
