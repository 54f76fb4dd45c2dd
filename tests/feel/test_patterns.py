"""Regular expressions: those of XPath, as far as RE2 runs them in linear time."""

import pytest

from app.feel import FeelError, evaluate


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("x", "[A-Z-[OI]]", "i", True),
        ("O", "[A-Z-[OI]]", "i", False),
        ("m", "[a-z-[a-l]]", "", True),
        ("c", "[a-z-[a-l]]", "", False),
        ("街", "[一-龥-[区]]", "", True),
        ("区", "[一-龥-[区]]", "", False),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b", "m", True),
        ("a\nb", "^b", "", False),
        ("ab", "a b # c", "x", False),
        ("ab", "a b", "x", True),
        ("a b", "a[ ]b", "x", True),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("中", r"\p{IsCJKUnifiedIdeographs}", "", True),
        ("a", r"\p{IsCJKUnifiedIdeographs}", "", False),
        ("é", r"\p{IsLatin-1Supplement}", "", True),
        ("A1", r"\p{Lu}\d", "", True),
    ],
)
def test_a_pattern_matches(text, pattern, flags, found):
    value = evaluate("matches(t, p, f)", {"t": text, "p": pattern, "f": flags})

    assert value is found


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        ("(a)\\1", ""),
        ("a(?=b)", ""),
        ("(", ""),
        ("a", "z"),
        ("[a-z-[a-z]]", ""),
        ("[a-[b-[c]]]", ""),
        ("(a{1000}){1000}", ""),
        ("\\0", ""),
        ("a" * 1001, ""),
    ],
)
def test_a_pattern_that_cannot_be_run_is_an_error(pattern, flags):
    with pytest.raises(FeelError, match="正则表达式"):
        evaluate("matches(t, p, f)", {"t": "a", "p": pattern, "f": flags})


def test_a_pattern_is_not_run_on_a_text_too_long_for_it():
    names = {"t": "ab" * 10_000, "p": "(a|b)*a(a|b){300}c"}

    with pytest.raises(FeelError, match="文本太长"):
        evaluate("matches(t, p)", names)


@pytest.mark.parametrize(
    ("text", "pattern", "by", "made"),
    [
        ("2026-07-14", r"(\d+)-(\d+)-(\d+)", "$3.$2.$1", "14.07.2026"),
        ("abc", "(b)", "[$1]", "a[b]c"),
        ("abc", "b", r"\$\\", "a$\\c"),
        ("abc", "(b)", "$12", "ab2c"),
        ("abc", "(b)|(c)", "<$2>", "a<><c>"),
        ("abc", "b", "$1", "ac"),
        ("aaa", "a", "", ""),
    ],
)
def test_groups_are_put_into_the_replacement(text, pattern, by, made):
    assert evaluate("replace(t, p, b)", {"t": text, "p": pattern, "b": by}) == made


@pytest.mark.parametrize("by", ["$", "a\\", "$x"])
def test_a_lonely_sign_in_the_replacement_is_an_error(by):
    with pytest.raises(FeelError, match="替换文本"):
        evaluate('replace("a", "a", b)', {"b": by})


def test_a_text_is_cut_at_every_match():
    value = evaluate(r'split("a、b,，c", "[、,，]+")', {})

    assert value == ["a", "b", "c"]
