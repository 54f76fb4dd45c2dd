"""Markdown and HTML of authors, made harmless: no script, no style, no foreign pictures."""

import html
import re

import nh3
from markdown_it import MarkdownIt

TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr b blockquote br code dd del div dl dt em h3 h4 h5 h6 hr i img li ol p pre s small"
        " span strong sub sup table tbody td th thead tr u ul",
    )
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "abbr": {"title"},
}
SCHEMES = {"https", "http", "mailto", "tel", "data"}
SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")
HEADING = re.compile(r"(</?)h([1-6])\b", re.IGNORECASE)
PICTURE = re.compile(r"(/(?!/)|data:image/(png|jpeg|gif|webp);base64,)", re.IGNORECASE)
LEAST_HEADING = 2
_READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def from_markdown(text: str) -> str:
    """Return Markdown as harmless HTML; its headings begin below those of the page."""
    return clean(_READER.render(text))


def clean(text: str) -> str:
    """Return HTML without anything that runs, styles or leads astray."""
    return nh3.clean(
        HEADING.sub(_lower, text),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )


def is_own_picture(source: str) -> bool:
    """Tell whether a picture lies with us or inside the text itself."""
    return PICTURE.match(source) is not None


def escape_markdown(text: str) -> str:
    """Return a text that Markdown shows letter by letter."""
    return SPECIAL.sub(r"\\\1", text)


def escape_html(text: str) -> str:
    """Return a text that HTML shows letter by letter."""
    return html.escape(text)


def _lower(found: re.Match[str]) -> str:
    return f"{found[1]}h{min(6, int(found[2]) + LEAST_HEADING)}"


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if is_own_picture(value) else None
    if tag == "a" and name == "href" and value.lower().lstrip().startswith("data:"):
        return None
    return value
